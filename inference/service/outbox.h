// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/message_stream.h"

#include <functional>

namespace vmunet {

/// Sends messages from any thread to the client.
class Outbox {
public:
    /// `write` takes encoded messages on any thread.
    explicit Outbox(std::function<void(const QByteArray &)> write)
        : m_write(std::move(write))
    {
    }

    template <typename Message>
    void post(JobId job, const Message &message) const
    {
        m_write(encodeMessage(job, message));
    }

private:
    std::function<void(const QByteArray &)> m_write;
};

} // namespace vmunet
