// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/pixel_packing.h"

#include "inference/protocol/segment_messages.h"

#include <QObject>

#include <cstring>

namespace vmunet {

namespace {

bool isRgb8(const Image &image)
{
    return image.kind == ImageKind::Photograph && image.channels == 3 && image.type == SampleType::UInt8;
}

} // namespace

Result<PackedPixels> packPixels(const Image &image, int firstSlice, int sliceCount)
{
    const bool inside = firstSlice >= 0 && sliceCount > 0 && sliceCount <= image.slices - firstSlice;
    if (image.isNull() || !inside || image.samples.size() < image.sliceBytes() * image.slices) {
        return Error{ErrorCode::Invalid,
            QObject::tr("%1 has no slices %2 to %3.").arg(image.path).arg(firstSlice + 1).arg(firstSlice + sliceCount)};
    }
    if (image.width > kMaxSide || image.height > kMaxSide || sliceCount > kMaxSlices) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 is larger than %2 pixels on a side; crop or shrink it.").arg(image.path).arg(kMaxSide)};
    }
    const PixelFormat format = isRgb8(image) ? PixelFormat::Rgb8 : PixelFormat::Float32;
    const qint64 sliceBytes = pixelBytes(format, image.size(), 1);
    Result<SharedBuffer> buffer = SharedBuffer::create(sliceBytes * sliceCount);
    if (!buffer) {
        return buffer.error();
    }
    for (int i = 0; i < sliceCount; ++i) {
        uchar *target = buffer->data() + sliceBytes * i;
        if (format == PixelFormat::Rgb8) {
            std::memcpy(target, image.samples.constData() + sliceBytes * (firstSlice + i), size_t(sliceBytes));
        } else {
            const std::vector<float> values = rescaledSlice(image, firstSlice + i);
            std::memcpy(target, values.data(), size_t(sliceBytes));
        }
    }
    return PackedPixels{format, image.size(), sliceCount, std::move(*buffer)};
}

} // namespace vmunet
