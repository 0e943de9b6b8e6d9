// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/file_format.h"

namespace vmunet {

/// Whether the file goes on to the end that its own structure promises. Decoders fill what is missing of a truncated
/// file with grey and report success; a mask drawn on that would be worthless. True for formats without such a promise.
bool isComplete(FileFormat format, const QByteArray &file);

/// Whether a JPEG stream goes on to its end-of-image marker, [ITU T.81, annex B].
bool isCompleteJpeg(QByteArrayView file);

} // namespace vmunet
