// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "inference/protocol/job_id.h"

#include <QByteArray>

#include <optional>

namespace vmunet {

/// Raised whenever a frame or a message changes its layout; both ends must agree.
inline constexpr quint16 kProtocolVersion = 1;
/// Messages are small: pixels and probabilities cross in shared memory.
inline constexpr quint32 kMaxPayloadBytes = 4u << 20;

enum class MessageType : quint16 {
    Hello = 1,
    HelloReply,
    ServiceReady,
    Heartbeat,
    DescribeModel,
    ModelDescribed,
    SegmentRequest,
    SegmentReply,
    Progress,
    Cancel,
    Failed,
    TrainRequest,
    TrainControl,
    TrainEvent,
    TrainFinished,
};
inline constexpr MessageType kLastMessageType = MessageType::TrainFinished;

/// One message on the wire. Header, 20 bytes, big-endian: magic "VMUN", protocol version (16 bit), type (16 bit), job
/// (64 bit), payload length (32 bit); then the payload, a QDataStream of version Qt_6_4.
struct Frame {
    MessageType type{};
    JobId job = kNoJob;
    QByteArray payload;
};

/// `frame.payload` has at most kMaxPayloadBytes.
QByteArray encodeFrame(const Frame &frame);

/// Cuts a byte stream into frames. Nothing is allocated on the word of the peer: the length is checked first, and the
/// payload is copied when all of it has come.
class FrameDecoder {
public:
    void append(const QByteArray &bytes);
    /// The next complete frame; nothing if more bytes are needed. Corrupt (NewerVersion for another protocol) is final:
    /// the stream cannot be resynchronised.
    Result<std::optional<Frame>> next();

private:
    QByteArray m_buffer;
    qsizetype m_position = 0;
    std::optional<Error> m_error;
};

} // namespace vmunet
