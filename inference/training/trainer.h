// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/training_set.h"
#include "inference/training/held_out.h"
#include "inference/training/training_config.h"

#include <QString>

#include <optional>
#include <vector>

namespace vmunet {

class TrainingGroup;

/// One row of a run's metrics.csv. What was not measured is NaN.
struct EpochRecord {
    int epoch = 0; ///< From 1.
    double learningRate = 0; ///< At the epoch's last step.
    double trainLoss = 0; ///< Mean over the samples.
    double validationLoss = 0; ///< Mean over the images, one at a time.
    double validationDice =
        0; ///< At the network's size: over all pixels; several classes: the mean over the structures.
    double seconds = 0;
};

struct StepEvent {
    int epoch = 0;
    int epochs = 0;
    int step = 0; ///< Of this epoch, from 1.
    int steps = 0;
    double loss = 0;
    double learningRate = 0;
    double secondsLeft = 0; ///< To the end of the run.
    QString device;
};

struct EpochEvent {
    EpochRecord record;
    int epochs = 0;
    bool best = false; ///< The lowest loss so far.
    double secondsLeft = 0;
    QString device;
    double idleShare = 0; ///< Of the epoch's time, spent waiting for data.
};

enum class RunOrder { GoOn, Pause, Stop };

/// Told about a run, on the thread that trains; must not block.
class TrainingObserver {
public:
    virtual ~TrainingObserver() = default;
    virtual void onNote(const QString & /*line*/) { } ///< What is being done, for the person.
    virtual void onStep(const StepEvent & /*event*/) { }
    virtual void onEpoch(const EpochEvent & /*event*/) { }
    /// Asked after each step, and about ten times a second while paused.
    virtual RunOrder order() { return RunOrder::GoOn; }
};

struct RunSummary {
    QString folder;
    QString modelPath; ///< best.safetensors, half precision; empty if no epoch was finished.
    QString device;
    int epochsDone = 0;
    int epochs = 0;
    bool stopped = false; ///< Before the last epoch; resumeTraining() goes on.
    int bestEpoch = 0;
    double bestLoss = 0;
    double idleShare = 0; ///< Of the time since this process began with the run, spent waiting for data.
    int imagesAtOnce = 0; ///< Smaller than the batch where memory ran out.
    std::vector<ExcludedSample> leftOut; ///< Samples that could not be decoded, found before the first step.
    HeldOutSummary heldOut; ///< No cases where nothing is held out or the run was stopped.
};

/// Trains on the set's training part and writes into `runFolder`, which is created: config.json, manifest.json,
/// metrics.csv, best.pth, latest.pth, and at the end best.safetensors and report.html. Each file is replaced whole or
/// not at all. Samples that cannot be decoded are left out and named in the summary. Blocks; Torch's exceptions end
/// here. Errors: Invalid (config, no training samples, the folder holds a run or is in use), Corrupt (loss not a
/// number: names the batch; a model), OutOfMemory, Io, Cancelled (stopped before the first step).
/// With a `group` all its processes call this with the same set and settings (Invalid where these differ); its first
/// one alone writes and evaluates. When one of them ends early the others end with an error.
Result<RunSummary> train(TrainingSet set, const TrainingConfig &config, const QString &runFolder,
    TrainingObserver &observer, TrainingGroup *group = nullptr);

/// Goes on with a stopped or broken run, to the same numbers as if it had never stopped. `epochs`, if given, replaces
/// the run's number of epochs. Errors as train(), and Corrupt where the files trained on have changed.
Result<RunSummary> resumeTraining(const QString &runFolder, TrainingObserver &observer,
    std::optional<int> epochs = std::nullopt, TrainingGroup *group = nullptr);

} // namespace vmunet
