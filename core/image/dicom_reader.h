// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/image/dicom_file.h"
#include "core/image/slice_preview.h"

namespace vmunet {

/// One DICOM file with all its frames: grey is a volume of stored values, colour (RGB, YBR, palette) a photograph, of
/// several slices if it has several frames. Frames that differ in slope or intercept are rescaled to float. Errors as
/// of readDicomHeader() and readDicomPixels().
Result<Image> readDicomFile(const QString &path);

/// The slices of one series, one single-frame grey file each, as one volume sorted by position.
/// Where slices differ in slope, intercept or sample type, the values are rescaled to float.
/// Errors: those of the first file that fails, Cancelled.
Result<Image> readDicomSlices(const std::vector<DicomHeader> &headers, const CancelFlag &cancel,
    const ProgressCallback &progress, const PreviewCallback &preview);

} // namespace vmunet
