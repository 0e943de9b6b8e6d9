// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <QRect>

namespace vmunet {

/// Part of a slice as 8-bit RGB, perhaps shrunk: what the picture operations of OpenCV work on.
struct PictureCrop {
    QRect area; ///< In image pixels, within the image.
    QSize size; ///< Of `rgb`; smaller than the area where it was shrunk.
    QByteArray rgb; ///< [height, width, 3]

    bool isNull() const { return rgb.isEmpty(); }
    double scaleX() const { return double(size.width()) / area.width(); }
    double scaleY() const { return double(size.height()) / area.height(); }
};

/// `area` of a slice, clipped to the image and shrunk (averaging) to at most `maxPixels`. A volume's values become
/// grey, from black at the 1st to white at the 99th percentile of the crop. Null where nothing of the area is in the
/// image.
PictureCrop pictureCrop(const Image &image, int slice, QRect area, qint64 maxPixels);

} // namespace vmunet
