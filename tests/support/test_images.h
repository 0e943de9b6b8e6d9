// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <cmath>
#include <cstring>

namespace vmunet {

/// A dark disc on skin colour.
inline Image testPhotograph(int width = 96, int height = 80)
{
    Image image;
    image.kind = ImageKind::Photograph;
    image.width = width;
    image.height = height;
    image.channels = 3;
    image.path = QStringLiteral("disc.png");
    image.samples.resize(qsizetype(width) * height * 3);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const bool inside = std::hypot(x - width / 2.0, y - height / 2.0) < height / 4.0;
            char *pixel = image.samples.data() + (qsizetype(y) * width + x) * 3;
            pixel[0] = char(inside ? 90 : 220);
            pixel[1] = char(inside ? 60 : 180);
            pixel[2] = char(inside ? 50 : 160);
        }
    }
    return image;
}

/// A volume of 16-bit samples whose Hounsfield units rise from slice to slice.
inline Image testVolume(int side = 64, int slices = 12)
{
    Image image;
    image.kind = ImageKind::Volume;
    image.width = side;
    image.height = side;
    image.slices = slices;
    image.channels = 1;
    image.type = SampleType::Int16;
    image.rescaleIntercept = -1024;
    image.modality = QStringLiteral("CT");
    image.path = QStringLiteral("volume.nii");
    image.samples.resize(qsizetype(side) * side * slices * 2);
    for (qsizetype i = 0; i < image.samples.size() / 2; ++i) {
        const auto value = qint16(1000 + i % side + i / (side * side) * 4);
        std::memcpy(image.samples.data() + i * 2, &value, 2);
    }
    return image;
}

} // namespace vmunet
