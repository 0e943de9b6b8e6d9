// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QImage>

namespace vmunet {

/// Decodes a JP2 file or a bare JPEG 2000 code stream: Grayscale8, Grayscale16 (more than 8 bits) or RGB888. `path` is
/// for the message. Errors: Corrupt (truncated too), Unsupported (more than `maxPixels`, subsampled colour).
Result<QImage> readJpeg2000(const QString &path, const QByteArray &bytes, qint64 maxPixels);

} // namespace vmunet
