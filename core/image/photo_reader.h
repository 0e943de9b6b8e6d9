// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/image/file_format.h"
#include "core/image/image.h"

#include <QImage>

namespace vmunet {

/// Reads a PNG, JPEG, TIFF, BMP, GIF (first frame), WebP, PNM or JPEG 2000 file as 8-bit sRGB: EXIF orientation
/// applied, embedded colour profile converted, transparency laid on white, grey repeated. Grey of more than 8 bits is
/// stretched from its least to its greatest value, with a warning that says so. Errors: NotFound, Io, Corrupt
/// (truncated too: never a partial image), Unsupported (larger than 250 megapixels), Cancelled
/// (JPEG).
Result<Image> readPhotograph(const QString &path, FileFormat format, const CancelFlag &cancel = {});

/// A photograph (photometric "RGB") of any QImage.
Image photographOf(const QImage &pixels);

} // namespace vmunet
