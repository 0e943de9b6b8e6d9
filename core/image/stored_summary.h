// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/image/image.h"

#include <QByteArray>

namespace vmunet {

/// The values of a file before any rescaling or conversion for the screen, to compare readers by.
struct StoredSummary {
    int channels = 1;
    SampleType type = SampleType::UInt8;
    double min = 0;
    double max = 0;
    double mean = 0;
    QByteArray sha256; ///< Hex, of the values little-endian and row-major, frames in file order.
};

/// Of `image.samples`; for a single DICOM or NIfTI file of the file itself: a colour image, sorted frames and the first
/// volume in time no longer hold its values as they were. Errors: those of reading the file again.
Result<StoredSummary> storedSummary(const Image &image);

/// The name of a sample type: "uint8", "int16", "float32"...
QString sampleTypeName(SampleType type);

} // namespace vmunet
