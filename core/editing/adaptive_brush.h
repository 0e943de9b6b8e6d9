// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/region.h"
#include "core/image/image.h"

#include <QPointF>

#include <vector>

namespace vmunet {

/// What an adaptive brush takes for like: within `tolerance` of `centre`, one value (a volume, rescaled) or three (a
/// photograph, each channel).
struct AdaptiveTarget {
    std::vector<double> centre;
    double tolerance = 20;
};

/// The mean of the 3 x 3 pixels around a point, as the centre to compare with; nothing for a point outside.
std::vector<double> meanAround(const Image &image, int slice, QPointF at);

/// The pixels of the disc of `diameter` around `at` that are like the target and joined, along edges and inside the
/// disc, to the pixel under `at` or one next to it. Empty outside the image.
Region likePixelsInDisc(const Image &image, int slice, QPointF at, double diameter, const AdaptiveTarget &target);

} // namespace vmunet
