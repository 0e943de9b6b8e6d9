// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/message_stream.h"

namespace vmunet {

enum class ServiceRole { Segment, Trainer };

/// The service's first message: proves with the secret from its standard input that it is the process that was started.
struct Hello {
    static constexpr MessageType kType = MessageType::Hello;
    QString secret;
    ServiceRole role = ServiceRole::Segment;
    qint64 processId = 0;

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// The client accepts, and says how to work.
struct HelloReply {
    static constexpr MessageType kType = MessageType::HelloReply;
    QString device; ///< auto, cpu, cuda, cuda:N
    int threads = 0; ///< On the CPU; 0: all cores.

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// The service is set up and takes requests.
struct ServiceReady {
    static constexpr MessageType kType = MessageType::ServiceReady;
    QString device; ///< In use: "cpu", "cuda:0".
    QString deviceNote; ///< For the person: the GPU's name, or why there is none.
    QString programVersion;
    QString torchVersion;

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// Sent by the service every kHeartbeatIntervalMs, also while it computes.
struct Heartbeat {
    static constexpr MessageType kType = MessageType::Heartbeat;

    void write(MessageWriter &) const { }
    void read(MessageReader &) { }
};
inline constexpr int kHeartbeatIntervalMs = 500;

} // namespace vmunet
