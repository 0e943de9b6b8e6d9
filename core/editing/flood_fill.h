// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/region.h"

#include <vector>

namespace vmunet {

/// The edge-connected pixels around `seed` whose value differs from the seed's by at most `tolerance`. Empty for a seed
/// outside or a buffer that is not of the stated size.
/// Photograph: `rgb` is [height * width * 3]; every channel must be within the tolerance.
Region similarPixels(const QByteArray &rgb, QSize size, QPoint seed, double tolerance);
/// One slice of a volume: `values` is [height * width].
Region similarPixels(const std::vector<float> &values, QSize size, QPoint seed, double tolerance);

} // namespace vmunet
