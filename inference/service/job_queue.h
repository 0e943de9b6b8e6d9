// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "inference/protocol/job_id.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace vmunet {

/// Runs jobs one after the other on a thread of its own, in the order of adding. Its functions may be called from any
/// other thread.
class JobQueue {
public:
    using Work = std::function<void(const CancelFlag &)>;
    enum class Cancelled {
        Waiting, ///< Removed; it will never run.
        Running, ///< Asked to stop.
        Unknown, ///< Finished, or never added.
    };

    JobQueue();
    ~JobQueue(); ///< Drops what waits, asks what runs to stop, and waits for that.

    void add(JobId job, Work work);
    Cancelled cancel(JobId job);
    void waitUntilDone(); ///< Until nothing waits and nothing runs.

private:
    struct Entry {
        JobId job{};
        Work work;
        CancelFlag cancel;
    };
    void loop();

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Entry> m_waiting;
    JobId m_running = kNoJob; ///< kNoJob also names work that belongs to no job.
    bool m_isRunning = false;
    CancelFlag m_runningCancel;
    bool m_ending = false;
    std::thread m_thread; // Last: it uses the others.
};

} // namespace vmunet
