// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/event_file.h"
#include "inference/training/run_checkpoint.h"
#include "inference/training/run_folder.h"
#include "inference/training/run_split.h"
#include "inference/training/trainer.h"
#include "inference/training/training_group.h"
#include "inference/training/validation.h"

#include <QElapsedTimer>

#include <memory>
#include <vector>

namespace vmunet {

/// One run from its first or its next step to its end. Throws Torch's exceptions; the trainer turns them into errors.
class TrainingRun {
public:
    /// `config` is complete (input side known). All outlive the run. In a group its first process alone validates and
    /// writes; all have the folder, from which they go on.
    TrainingRun(const TrainingSet &set, const TrainingConfig &config, const RunFolder &folder,
        TrainingObserver &observer, VmUnet network, TrainingGroup *group = nullptr);

    /// Takes up the state in latest.pth; begins anew where there is none.
    Status restore();
    /// Trains until the last epoch or until told to stop.
    Status run();

    const RunProgress &progress() const { return m_progress; }
    bool stopped() const { return m_stopped; }
    const std::vector<EpochRecord> &records() const { return m_records; }
    const RunSplit &split() const { return m_split; }
    TrainableNetwork &network() { return m_network; }
    double idleShare() const { return m_trainedSeconds > 0 ? m_waitedSeconds / m_trainedSeconds : 0; }
    int imagesAtOnce() const; ///< Fewer than the batch where memory ran out.

private:
    Status trainEpoch();
    Result<bool> trainStep(const Batch &batch, int steps);
    Result<StepResult> stepInMemory(const Batch &batch, double rate);
    Error badLoss(const Batch &batch, double loss, int steps) const;
    Status finishEpoch();
    Result<ValidationScore> validated();
    Status writeEpoch(bool best, double seconds, double waited);
    bool isFirst() const { return !m_group || m_group->isFirst(); }
    EpochRecord recordOf(const ValidationScore &score, double validationSeconds) const;
    void addLoaderThreads(double idleShare);
    bool hasSettled() const;
    void note(const Status &written);
    Status keepBest();
    void reportStep(int steps, double loss, double rate);
    bool toldToStop();
    double secondsLeft(int steps) const;
    int stepsPerEpoch() const;
    int currentEpoch() const { return m_progress.epoch + 1; }

    const TrainingSet &m_set;
    const TrainingConfig &m_config;
    const RunFolder &m_folder;
    TrainingObserver &m_observer;
    RateSchedule m_schedule;
    const RunSplit m_split;
    const SampleStore m_store;
    const Augmentation m_augmentation;
    TrainableNetwork m_network;
    TrainingGroup *const m_group;
    const QString m_device;
    RunProgress m_progress;
    std::vector<EpochRecord> m_records;
    EventFile m_events;
    bool m_toldOfEvents = false;
    int m_loaderThreads;
    double m_trainedSeconds = 0; ///< Since this process began with the run, without validation; whole epochs.
    double m_waitedSeconds = 0; ///< Of those, for data.
    QElapsedTimer m_clock;
    int m_stepsDone = 0; ///< Since this process began with the run.
    double m_pausedSeconds = 0;
    bool m_stopped = false;
};

} // namespace vmunet
