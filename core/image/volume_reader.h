// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/image/file_format.h"
#include "core/image/image.h"

namespace vmunet {

/// Reads an NRRD, MetaImage or GIPL volume with its geometry in LPS. Of a series in time the first volume is kept, with
/// a warning; components become channels. 64-bit integers become 32-bit ones where they fit, else doubles.
/// Errors: Corrupt (truncated), Unsupported (complex numbers, too large), Io.
Result<Image> readVolume(const QString &path, FileFormat format);

} // namespace vmunet
