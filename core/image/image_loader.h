// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/image/slice_preview.h"

#include <QImage>

namespace vmunet {

/// Reads a photograph, a DICOM file, a DICOM folder or DICOMDIR (the series with most slices, the first by UID among
/// equals; see dicom_series.h to choose), a NIfTI, NRRD, MetaImage or GIPL volume, or a Synapse file (.npz, .h5).
/// The kind is told from the content; the extension only breaks ties. Blocks: call it on a worker thread. Slices of a
/// series go to `preview` as they are decoded. Errors: NotFound, Corrupt (truncated, zero bytes), Unsupported (no pixel
/// data, too large), Io, Cancelled.
Result<Image> loadImage(const QString &path, const CancelFlag &cancel = {}, const ProgressCallback &progress = {},
    const PreviewCallback &preview = {});

/// One slice as 8-bit pixels for the screen: RGB for a photograph, windowed grey for a volume.
QImage renderSlice(const Image &image, int slice, const WindowLevel &window);

/// The window to begin with: the file's own, soft tissue for CT, else minimum to maximum.
WindowLevel initialWindow(const Image &image);

} // namespace vmunet
