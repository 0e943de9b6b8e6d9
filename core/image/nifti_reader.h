// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/image/image.h"

namespace vmunet {

enum class NiftiVolumes {
    First, ///< Of a series in time the first alone, with a warning.
    All, ///< One after the other, as more slices.
};

/// Reads a NIfTI-1 or NIfTI-2 volume, plain or gzipped, whatever its name, with its geometry in LPS. Of a series in
/// time the first volume is read, with a warning. NIfTI's own scaling is applied and makes float samples; components
/// become channels. Errors: Corrupt (truncated, checksum), Unsupported (complex or 128-bit numbers, too large), Io,
/// Cancelled.
Result<Image> readNifti(const QString &path, const CancelFlag &cancel = {}, const ProgressCallback &progress = {},
    NiftiVolumes volumes = NiftiVolumes::First);

} // namespace vmunet
