// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "inference/training/loss_guard.h"
#include "inference/training/rate_schedule.h"
#include "inference/training/trainable_network.h"

#include <QString>

#include <limits>

namespace vmunet {

/// How far a run has come.
struct RunProgress {
    int epoch = 0; ///< Epochs finished.
    int step = 0; ///< Steps done of the next one.
    double lossSum = 0; ///< Over the samples of those steps.
    double seconds = 0; ///< Spent on those steps.
    double loss = std::numeric_limits<double>::quiet_NaN(); ///< That chose the best, of the last finished epoch.
    double bestLoss = std::numeric_limits<double>::infinity();
    int bestEpoch = 0; ///< 0: none yet.
    double waited = 0; ///< Of `seconds`, for data.
    int partSize = 0; ///< Images at once that memory was found to suffice for; 0: as configured.
    LossGuard guard;
    PlateauWatch plateau; ///< Of the loss that chooses the best.
};

/// Writes `latest.pth` in the form of the published training script (epoch, min_epoch, loss, min_loss,
/// model_state_dict, optimizer_state_dict, scheduler_state_dict); what only we need is under one more key.
Status saveRunState(
    const QString &path, const RunProgress &progress, TrainableNetwork &network, const RateSchedule &schedule);

/// Reads it back, also one that the published script wrote. Network and optimizer are changed only if all fits.
/// Errors: NotFound, Corrupt.
Result<RunProgress> loadRunState(const QString &path, TrainableNetwork &network);

} // namespace vmunet
