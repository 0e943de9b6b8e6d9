// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/message_stream.h"
#include "inference/protocol/precision.h"
#include "inference/protocol/segmentation.h"

#include <QSize>

namespace vmunet {

/// A client's SharedBuffer.
struct BufferReference {
    QString name;
    qint64 bytes = 0;
};

/// Asks for the probabilities of `slices` slices. Both buffers are the client's, and exactly as large as their
/// contents.
struct SegmentRequest {
    static constexpr MessageType kType = MessageType::SegmentRequest;
    QString modelPath;
    QString modelSha256; ///< What the client was told when it asked for the number of classes.
    PixelFormat format = PixelFormat::Rgb8;
    QSize size;
    int slices = 1;
    int classes = 1;
    BufferReference pixels; ///< As PixelView says.
    BufferReference probabilities; ///< [slices, classes, height, width], quantised as in ProbabilityMap.
    Precision precision = Precision::Float32; ///< A wish: where the device has it not, float32, and a notice says so.

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// The probabilities are in the request's buffer.
struct SegmentReply {
    static constexpr MessageType kType = MessageType::SegmentReply;
    QString device;
    double seconds = 0;
    QStringList notices;

    void write(MessageWriter &out) const;
    void read(MessageReader &in);
};

/// Bytes of pixels as PixelView lays them out; sizes within the protocol's bounds do not overflow.
qint64 pixelBytes(PixelFormat format, QSize size, int slices);
qint64 probabilityBytes(int classes, QSize size, int slices);

inline constexpr int kMaxSide = 65535;
inline constexpr int kMaxSlices = 65535;
inline constexpr qint64 kMaxBufferBytes = qint64(32) << 30;

} // namespace vmunet
