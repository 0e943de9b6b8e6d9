// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <dcmtk/dcmdata/dcfilefo.h>

#include <QString>

#include <memory>

namespace vmunet {

enum class DicomExtent {
    Header, ///< The elements before the pixels.
    Whole,
};

/// Opens a DICOM file, with or without preamble, and prepares DCMTK for it: decoders registered, log silenced. Long
/// values stay in the file until they are asked for. For the DICOM readers alone. Errors: Io, Corrupt, Unsupported (no
/// DICOM).
Result<std::unique_ptr<DcmFileFormat>> openDicom(const QString &path, DicomExtent extent);

} // namespace vmunet
