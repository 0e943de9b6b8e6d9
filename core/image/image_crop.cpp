// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_crop.h"

#include <cstring>

namespace vmunet {

Image croppedImage(const Image &image, int slice, QRect box)
{
    const QRect inside = box & QRect(QPoint(), image.size());
    if (slice < 0 || slice >= image.slices || inside.isEmpty()
        || image.samples.size() < image.sliceBytes() * image.slices) {
        return {};
    }
    Image crop = image;
    crop.width = inside.width();
    crop.height = inside.height();
    crop.slices = 1;
    crop.samples = QByteArray(crop.sliceBytes(), Qt::Uninitialized);
    const qsizetype pixelBytes = qsizetype(image.channels) * sampleSize(image.type);
    for (int y = 0; y < inside.height(); ++y) {
        const qsizetype from = (qsizetype(inside.top() + y) * image.width + inside.left()) * pixelBytes;
        std::memcpy(crop.samples.data() + qsizetype(y) * inside.width() * pixelBytes,
            image.samples.constData() + slice * image.sliceBytes() + from, size_t(inside.width() * pixelBytes));
    }
    for (std::size_t axis = 0; axis < 3; ++axis) { // The patient's place of the first pixel.
        const Geometry &geometry = image.geometry;
        crop.geometry.originMm[axis] += inside.left() * geometry.spacingMm[0] * geometry.direction[0][axis]
            + inside.top() * geometry.spacingMm[1] * geometry.direction[1][axis]
            + slice * geometry.spacingMm[2] * geometry.direction[2][axis];
    }
    return crop;
}

} // namespace vmunet
