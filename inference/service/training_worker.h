// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "inference/protocol/hello.h"
#include "inference/protocol/train_messages.h"
#include "inference/service/outbox.h"

#include <atomic>

namespace vmunet {

/// Answers training requests, one at a time. train() is used from one thread, control() from any other.
class TrainingWorker {
public:
    /// `wish`: device and threads of runs whose configuration leaves them open.
    TrainingWorker(HelloReply wish, Outbox outbox);

    /// Posts TrainEvents, and at the end TrainFinished or Failed.
    void train(JobId job, const TrainRequest &request, const CancelFlag &cancel);
    void control(TrainCommand command); ///< Holds from now on, also for a run that has not begun.

private:
    HelloReply m_wish;
    Outbox m_outbox;
    std::atomic<TrainCommand> m_command{TrainCommand::Resume}; ///< The last one for the run under way.
};

} // namespace vmunet
