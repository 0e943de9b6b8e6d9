// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QImage>

#include <vector>

namespace vmunet {

/// A decoded image of one or several components of equal size.
struct Jpeg2000Image {
    int width = 0;
    int height = 0;
    int components = 0;
    int bits = 0; ///< Of a sample, 1 to 16.
    bool isSigned = false;
    std::vector<qint32> samples; ///< [height, width, components]
};

/// Decodes a JP2 file or a bare JPEG 2000 code stream, high-throughput ones too. `path` is for the message.
/// Errors: Corrupt (truncated too), Unsupported (more than `maxPixels`, subsampled or YCC colour).
Result<Jpeg2000Image> decodeJpeg2000(const QString &path, const QByteArray &bytes, qint64 maxPixels);

/// The same as Grayscale8, Grayscale16 (more than 8 bits) or RGB888.
Result<QImage> readJpeg2000(const QString &path, const QByteArray &bytes, qint64 maxPixels);

} // namespace vmunet
