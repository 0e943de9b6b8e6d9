// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <atomic>
#include <functional>
#include <memory>

namespace vmunet {

/// Asks a long task on another thread to stop. Copies share the flag: one end cancels, the other polls.
class CancelFlag {
public:
    CancelFlag()
        : m_cancelled(std::make_shared<std::atomic<bool>>(false))
    {
    }
    void cancel() const { m_cancelled->store(true); }
    bool isCancelled() const { return m_cancelled->load(); }

private:
    std::shared_ptr<std::atomic<bool>> m_cancelled; // Shared between the asking and the working thread.
};

/// Called from the working thread with a fraction in 0..1 and what is being done.
using ProgressCallback = std::function<void(double fraction, const QString &what)>;

} // namespace vmunet
