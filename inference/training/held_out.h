// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/metrics/bootstrap.h"
#include "inference/training/evaluation.h"

#include <QByteArray>
#include <QString>

#include <vector>

namespace vmunet {

/// One held-out case at the image's own size, with the base model and with the new one; NaN where there was no base.
struct HeldOutCase {
    QString id;
    double before = 0; ///< Dice; several classes: mean over the structures.
    double after = 0;
    std::vector<EvaluationScores> classesBefore; ///< Of the structures; one for a binary network.
    std::vector<EvaluationScores> classesAfter;
};

/// A case that got worse, as PNG pictures of the same size.
struct WorsePicture {
    QString id;
    double before = 0;
    double after = 0;
    QByteArray image;
    QByteArray predictedBefore;
    QByteArray predictedAfter;
    QByteArray change;
};

struct HeldOutSummary {
    /// Over all pixels of all cases (several classes: mean over the structures); NaN if unknown.
    double diceBefore = EvaluationScores::kNone;
    double diceAfter = EvaluationScores::kNone;
    double meanDiceBefore = EvaluationScores::kNone; ///< Mean of the cases' own Dice.
    double meanDiceAfter = EvaluationScores::kNone;
    std::vector<HeldOutCase> cases;
    std::vector<WorsePicture> worse; ///< Those that lost most Dice, the worst first.
};

/// Measures both models on the samples `indices`, which neither training nor the choice of the best epoch has seen.
/// `base` is empty where the run began from random weights. Errors as evaluateModel().
Result<HeldOutSummary> compareOnHeldOut(const TrainingSet &set, const std::vector<int> &indices, const QString &base,
    const QString &model, const EvaluationOptions &options);

} // namespace vmunet
