// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QColorSpace>
#include <QSize>

namespace vmunet {

/// A decoded JPEG file as it lies in the file.
struct JpegImage {
    QSize size;
    QByteArray rgb; ///< [height, width, 3]
    int orientation = 1; ///< EXIF's, 1 to 8.
    QColorSpace profile; ///< Embedded; invalid where there is none for RGB.
};

/// Decodes a JPEG file of 8 bits, baseline or progressive, grey, YCC, RGB, CMYK or YCCK. `path` is for the message.
/// Errors: Corrupt (truncated or damaged pixels: never a partial image), Unsupported (more than `maxPixels`, more than
/// the file can hold, 12 bits, lossless), Cancelled.
Result<JpegImage> readJpeg(
    const QString &path, const QByteArray &bytes, qint64 maxPixels, const CancelFlag &cancel = {});

} // namespace vmunet
