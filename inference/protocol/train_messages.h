// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/message_stream.h"

#include <QStringList>

#include <limits>
#include <vector>

namespace vmunet {

/// Asks the trainer for a run.
struct TrainRequest {
    static constexpr MessageType kType = MessageType::TrainRequest;
    QString manifestPath; ///< A training set as writeManifest() leaves it.
    QString configJson; ///< A TrainingConfig.
    QString runFolder;
    QString parentModel; ///< Where the weights begin; empty: from random ones.
    bool resume = false; ///< Go on from the run folder's latest checkpoint if it has one.

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

enum class TrainCommand {
    Pause,
    Resume,
    Stop, ///< After the current step, with a checkpoint.
    GoOnAlone, ///< The client is about to leave: the run goes on to its end without it.
};

struct TrainControl {
    static constexpr MessageType kType = MessageType::TrainControl;
    TrainCommand command = TrainCommand::Stop;

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// What has not been measured is NaN.
struct TrainEvent {
    static constexpr MessageType kType = MessageType::TrainEvent;
    static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    bool epochFinished = false; ///< Otherwise a step was done.
    int epoch = 0; ///< From 1.
    int epochs = 0;
    int step = 0; ///< Of this epoch, from 1.
    int steps = 0;
    double loss = kNone; ///< Of the step; of a finished epoch its mean.
    double validationLoss = kNone;
    double validationDice = kNone;
    double learningRate = kNone;
    double secondsLeft = kNone; ///< To the end of the run.
    double idleShare = kNone; ///< Of a finished epoch's time, spent waiting for data.
    QString device;

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// Dice of one held-out case with the parent model and with the new one; NaN where there was no parent.
struct HeldOutDice {
    QString id;
    double before = TrainEvent::kNone;
    double after = TrainEvent::kNone;
};

struct TrainFinished {
    static constexpr MessageType kType = MessageType::TrainFinished;
    QString runFolder;
    QString bestModelPath;
    int epochsDone = 0;
    bool stopped = false; ///< By the person, before the last epoch.
    double diceBefore = TrainEvent::kNone; ///< Over all held-out cases.
    double diceAfter = TrainEvent::kNone;
    std::vector<HeldOutDice> heldOut;
    QStringList leftOut; ///< Samples that could not be read, with the reason.

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

} // namespace vmunet
