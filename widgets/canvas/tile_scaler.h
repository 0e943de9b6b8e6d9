// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace vmunet {

/// The device pixels of `area` of an opaque 32-bit image (not null) that is shown `across` times as wide and `down`
/// times as high, its corner at the origin. Smooth: linear between pixel centres; else the pixel under each centre.
/// Outside the image its border goes on. On the calling thread alone: a tile is too small to be shared out.
QImage scaledTile(const QImage &image, double across, double down, QRect area, bool smooth);

} // namespace vmunet
