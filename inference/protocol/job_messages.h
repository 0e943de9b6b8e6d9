// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/message_stream.h"

namespace vmunet {

/// How far the frame's job is. The first one says that the service has begun with it.
struct Progress {
    static constexpr MessageType kType = MessageType::Progress;
    double fraction = 0; ///< 0..1
    QString what; ///< For the person.

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// The client no longer wants the frame's job, queued or running. The service answers with Failed, code Cancelled.
struct Cancel {
    static constexpr MessageType kType = MessageType::Cancel;

    void write(MessageWriter &) const { }
    void read(MessageReader &) { }
};

/// The frame's job ended without a result. The service goes on.
struct Failed {
    static constexpr MessageType kType = MessageType::Failed;
    Error error{ErrorCode::Invalid, {}};

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

} // namespace vmunet
