// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/image/image.h"

#include <dcmtk/dcmdata/dcfilefo.h>

#include <memory>
#include <vector>

namespace vmunet {

/// The file that a slice of an image came from, its header at least, and where the slice lies.
struct DicomSliceSource {
    std::shared_ptr<DcmFileFormat> file; // Shared by the slices of a multi-frame file.
    Vector3 positionMm{}; ///< The file's own where it has one: slices may be spaced unevenly.
};

/// One per slice; never empty. For what is written about a series. Errors: Unsupported (no DICOM series with
/// positions), Io, Corrupt.
Result<std::vector<DicomSliceSource>> dicomSliceSources(const Image &source);

} // namespace vmunet
