// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/segment_messages.h"

#include "inference/protocol/model_messages.h"

namespace vmunet {

namespace {

void writeBuffer(MessageWriter &out, const BufferReference &buffer)
{
    out.string(buffer.name);
    out.integer(buffer.bytes);
}

BufferReference readBuffer(MessageReader &in)
{
    BufferReference buffer;
    buffer.name = in.string(128);
    buffer.bytes = in.integer(1, kMaxBufferBytes);
    return buffer;
}

} // namespace

void SegmentRequest::write(MessageWriter &out) const
{
    out.string(modelPath);
    out.string(modelSha256);
    out.integer(qint64(format));
    out.integer(size.width());
    out.integer(size.height());
    out.integer(slices);
    out.integer(classes);
    writeBuffer(out, pixels);
    writeBuffer(out, probabilities);
    out.integer(qint64(precision));
}

void SegmentRequest::read(MessageReader &in)
{
    modelPath = in.string();
    modelSha256 = in.string(64);
    format = in.enumerator(PixelFormat::Float32);
    size.setWidth(int(in.integer(1, kMaxSide)));
    size.setHeight(int(in.integer(1, kMaxSide)));
    slices = int(in.integer(1, kMaxSlices));
    classes = int(in.integer(1, kMaxClasses));
    pixels = readBuffer(in);
    probabilities = readBuffer(in);
    precision = in.enumerator(Precision::Float16);
    if (pixels.bytes != pixelBytes(format, size, slices)
        || probabilities.bytes != probabilityBytes(classes, size, slices)) {
        in.reject();
    }
}

void SegmentReply::write(MessageWriter &out) const
{
    out.string(device);
    out.real(seconds);
    out.strings(notices);
}

void SegmentReply::read(MessageReader &in)
{
    device = in.string(64);
    seconds = in.real();
    notices = in.strings(256);
}

qint64 pixelBytes(PixelFormat format, QSize size, int slices)
{
    const qint64 perPixel = format == PixelFormat::Rgb8 ? 3 : qint64(sizeof(float));
    return perPixel * size.width() * size.height() * slices;
}

qint64 probabilityBytes(int classes, QSize size, int slices)
{
    return qint64(classes) * size.width() * size.height() * slices;
}

} // namespace vmunet
