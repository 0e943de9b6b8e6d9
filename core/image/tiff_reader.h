// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QImage>

namespace vmunet {

struct TiffImage {
    QImage page;
    bool isOnlyPage = true;
};

/// Decodes the first page of a TIFF file: grey of 16 bits as Grayscale16, anything else as RGBA8888_Premultiplied with
/// its embedded colour profile. Orientation is applied. Three samples a pixel are colour even where the file calls them
/// grey, as some exports do. `path` is for the message.
/// Errors: Corrupt (truncated too), Unsupported (more than `maxPixels`, floating point).
Result<TiffImage> readTiff(const QString &path, const QByteArray &bytes, qint64 maxPixels);

} // namespace vmunet
