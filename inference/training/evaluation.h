// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/dataset/training_set.h"
#include "core/metrics/overlap.h"
#include "inference/protocol/precision.h"

#include <QString>

#include <functional>
#include <limits>
#include <utility>
#include <vector>

namespace vmunet {

struct Calibration;
struct PredictedSlice;

/// Where prediction and truth are compared.
enum class EvaluationProtocol {
    ImageSize, ///< At each image's own size; CT slices by the class map brought back. What a person sees.
    NetworkSize, ///< The published ISIC protocol: at the network's size, one confusion matrix over all pixels.
    Volume, ///< The published Synapse protocol (also for ACDC): each case whole, Dice and HD95 in voxels, its
            ///< conventions for empty masks.
};

/// The protocol that goes with a layout.
EvaluationProtocol protocolOfLayout(const QString &layout);

/// NaN where the protocol has no such number.
struct EvaluationScores {
    static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    double dice = kNone;
    double iou = kNone;
    double accuracy = kNone;
    double sensitivity = kNone;
    double specificity = kNone;
    double hd95 = kNone;
    double loss = kNone;
};

struct EvaluatedCase {
    QString id;
    EvaluationScores scores; ///< Several classes: means over the structures.
    std::vector<EvaluationScores> classes; ///< Of the structures, several classes only.
    std::vector<Confusion> counts; ///< Of each structure, where the protocol compares.
    double truthShare = 0; ///< Of the pixels, that are of any structure.
};

struct Evaluation {
    std::vector<EvaluatedCase> cases;
    /// Of the whole set. Binary: from one confusion matrix over all pixels of all images. Several classes: means over
    /// the structures; Volume: means over the cases first.
    EvaluationScores total;
    std::vector<EvaluationScores> classes;
    double meanDice = EvaluationScores::kNone; ///< Mean of the cases' own Dice.
    qint64 truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0; ///< Binary: all pixels.
    std::vector<ExcludedSample> leftOut; ///< Cases of which a sample could not be decoded.
    int inputSide = 0;
    QString device;
};

struct EvaluationOptions {
    EvaluationProtocol protocol = EvaluationProtocol::ImageSize;
    int inputSide = 0; ///< 0: the model's.
    double threshold = 0.5; ///< Binary: foreground where the probability is at least this.
    QString device = QStringLiteral("auto");
    Precision precision = Precision::Float32; ///< Of weights and pixels; anything else on a GPU only.
    int threads = 0; ///< On the CPU; 0: all cores.
    bool distances = false; ///< HD95 in pixels also where the protocol has none.
    Calibration *calibration = nullptr; ///< Pixels at the network's size are added to it.
    /// Called with each case's predictions, which are dropped afterwards.
    std::function<void(const QString &id, const std::vector<PredictedSlice> &slices)> onCase;
    CancelFlag cancel;
    ProgressCallback progress;
};

/// A case's name and its samples.
using EvaluationCase = std::pair<QString, std::vector<int>>;

/// What is scored together: a volume's slices, else each sample alone. In the samples' order; names are unique.
std::vector<EvaluationCase> casesOf(
    const TrainingSet &set, const std::vector<int> &indices, EvaluationProtocol protocol);

/// Runs a model file over some samples of a set; blocks. Cases that cannot be decoded are left out and named in the
/// result. Errors: NotFound, Corrupt, Invalid (the model's classes are
/// not the set's; no case can be decoded), OutOfMemory, Cancelled.
Result<Evaluation> evaluateModel(const QString &modelPath, const TrainingSet &set, const std::vector<int> &indices,
    const EvaluationOptions &options);

} // namespace vmunet
