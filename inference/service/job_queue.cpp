// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/service/job_queue.h"

#include <algorithm>

namespace vmunet {

JobQueue::JobQueue()
    : m_thread(&JobQueue::loop, this)
{
}

JobQueue::~JobQueue()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_waiting.clear();
        m_runningCancel.cancel();
    }
    m_changed.notify_all();
    m_thread.join();
}

void JobQueue::add(JobId job, Work work)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back({job, std::move(work), {}});
    }
    m_changed.notify_all();
}

JobQueue::Cancelled JobQueue::cancel(JobId job)
{
    const std::lock_guard lock(m_mutex);
    if (m_running == job && job != kNoJob) {
        m_runningCancel.cancel();
        return Cancelled::Running;
    }
    const auto found =
        std::find_if(m_waiting.begin(), m_waiting.end(), [job](const Entry &entry) { return entry.job == job; });
    if (found == m_waiting.end()) {
        return Cancelled::Unknown;
    }
    m_waiting.erase(found);
    return Cancelled::Waiting;
}

void JobQueue::waitUntilDone()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_waiting.empty() && !m_isRunning; });
}

void JobQueue::loop()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
        if (m_ending) {
            return;
        }
        Entry entry = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_running = entry.job;
        m_isRunning = true;
        m_runningCancel = entry.cancel;
        lock.unlock();
        entry.work(entry.cancel);
        entry.work = {}; // What the job holds is freed before the next one is looked for.
        lock.lock();
        m_running = kNoJob;
        m_isRunning = false;
        m_changed.notify_all();
    }
}

} // namespace vmunet
