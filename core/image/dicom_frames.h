// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/dicom_file.h"

#include <dcmtk/dcmdata/dcdatset.h>

namespace vmunet {

/// What the person reads where a file's pixels end early or do not decode.
Error truncatedPixels(const QString &path);
/// What the person reads where the compression or the layout of the pixels is none of ours.
Error unsupportedPixels(const DicomHeader &header);

/// All frames of a file, decompressed and nothing more.
struct DicomFrames {
    QByteArray samples; ///< In the byte order of this machine.
    bool byPlane = false; ///< Colour lies as all red, all green, all blue of a frame.
    bool colourIsShared = false; ///< Uncompressed YBR_FULL_422.
    int bits = 16; ///< Of a sample that count; those above are not of the image.
};

/// Decodes the pixel data of a dataset whose attributes are in `header`, with a size that was checked. For the DICOM
/// readers alone. Errors: Corrupt (truncated), Unsupported (compression).
Result<DicomFrames> decodeDicomFrames(const DicomHeader &header, DcmDataset &dataset);

} // namespace vmunet
