// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/training_set.h"
#include "inference/protocol/precision.h"
#include "inference/training/augmentation.h"
#include "inference/training/losses.h"
#include "inference/training/optimizer_rule.h"
#include "inference/training/rate_schedule.h"

#include <QJsonObject>
#include <QString>

#include <cstdint>
#include <vector>

namespace vmunet {

/// Everything that decides the numbers of a run, apart from the training set. Stored as the run's config.json.
struct TrainingConfig {
    QString recipe = QStringLiteral("default"); ///< Where the other values began.
    QString name; ///< Of the resulting model; empty: from the run's folder.

    int epochs = 100;
    int batchSize = 16; ///< Images that go through the network at once.
    int accumulateSteps = 1; ///< Such batches for each update of the weights: as one batch of their product.
    bool checkpointActivations = false; ///< Less memory, for one more forward pass: see VmUnetImpl.
    int inputSide = 0; ///< The network's square input, >= 32. 0: the base model's, else the task's.
    double learningRate = 1e-3;
    double minimumLearningRate = 1e-5;
    OptimizerRule optimizer = OptimizerRule::AdamW;
    double momentum = 0.9; ///< Of SGD.
    RateCurve curve = RateCurve::Cosine;
    int cosinePeriod = 0; ///< Of any curve, in epochs; 0: as many as the run has, but 10 for the plateau.
    int warmupEpochs = 0;
    double weightDecay = 1e-2;
    double dropPathRate = 0;
    double layerDecay = 1; ///< Of the learning rate, from the head down: see layerRate().
    bool freezeEncoder = false; ///< Patch embedding and encoder keep the base model's weights.
    int earlyStop = 0; ///< End after so many epochs without a new best; 0: never.
    std::vector<double> classWeights; ///< See LossOptions; empty: all alike.
    int ignoreLabel = -1; ///< See LossOptions.
    double emaDecay = 0; ///< Per step; 0: the weights themselves are validated and kept.
    AugmentationKind augmentation = AugmentationKind::None;
    bool referenceZoom = false; ///< CT: last row or column zero where the published pipeline has it so.
    /// Share of the training groups set aside to choose the best epoch; 0: the held-out part chooses, as the published
    /// recipe does.
    double validationFraction = 0.1;
    bool bestByTrainingLoss = false; ///< As the published CT recipe.
    std::uint64_t seed = 42;

    std::vector<std::int64_t> dims{32, 64, 128, 256};
    std::vector<std::int64_t> encoderDepths{2, 2, 2, 2};
    std::vector<std::int64_t> decoderDepths{2, 2, 2, 1};
    std::int64_t stateSize = 16;
    QString baseModel; ///< Fine-tune this one; its shape replaces dims, depths and state size.
    QString backbone; ///< VMamba classifier to begin from.

    QString device = QStringLiteral("auto");
    Precision precision = Precision::Float32; ///< Of the forward and backward pass on a GPU; the CPU has float32 alone.
    int threads = 0; ///< On the CPU; 0: all cores. Does not change the data, only the order of sums.
    int loaderThreads = 0; ///< 0: one, and more while the network waits for them.
    int cacheMib = 1024; ///< Decoded samples kept at the network's size.

    LossOptions loss() const { return {classWeights, ignoreLabel}; }
    int imagesPerStep() const { return batchSize * accumulateSteps; }
    RateSchedule schedule() const;
    QJsonObject toJson() const;
};

/// "reference" (the published recipe of the task), "default" (a small network from scratch), "small-data" (the same,
/// with stronger augmentation), "fine-tune" (few steps from a base model). Errors: Invalid names the recipes there are.
Result<TrainingConfig> configOfRecipe(const QString &recipe, ImagingTask task);
QStringList recipeNames();

/// The recipe that `object` names ("default" if none) with the values that it has. Errors: Invalid names the key that
/// is unknown, of the wrong type or out of range.
Result<TrainingConfig> configFromJson(const QJsonObject &object, ImagingTask task);

/// Errors: Invalid names the value that makes no sense.
Status checkConfig(const TrainingConfig &config);

} // namespace vmunet
