// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace vmunet {

/// Upright pixels of an image that was stored with an orientation of TIFF and EXIF: 1 (as stored) to 8. Any other
/// number is 1.
QImage oriented(const QImage &image, int orientation);

} // namespace vmunet
