// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/evaluation.h"

#include <QByteArray>

namespace vmunet {

/// A case as it looks; of a volume the slice with most wrong pixels.
struct CasePicture {
    QString id;
    double dice = 0;
    int slice = -1; ///< From 1; -1: no volume.
    QByteArray image; ///< PNG
    QByteArray truth; ///< PNG, painted over the image.
    QByteArray agreement; ///< PNG: right, too much, missed.
};

/// Pictures of the `count` cases with the lowest Dice, the lowest first, at the images' own size. Runs the network over
/// them once more. Errors as evaluateModel().
Result<std::vector<CasePicture>> worstCases(const QString &modelPath, const TrainingSet &set,
    const std::vector<int> &indices, const Evaluation &evaluation, EvaluationOptions options, size_t count);

} // namespace vmunet
