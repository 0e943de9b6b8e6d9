// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/image/file_format.h"
#include "core/image/image.h"

namespace vmunet {

/// Reads the `image` of a file in the layout of TransUNet's Synapse data: a slice (.npz) or a volume (.h5), CT clipped
/// to -125..275 HU and scaled to 0..1. The slope of the result gives Hounsfield units back. `format` is Npz or Hdf5.
/// Errors: NotFound, Io, Corrupt (no such arrays in it), Unsupported (too large), Cancelled.
Result<Image> readSynapse(
    const QString &path, FileFormat format, const CancelFlag &cancel, const ProgressCallback &progress);

} // namespace vmunet
