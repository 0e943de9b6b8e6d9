// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace vmunet {

/// What a file is, told from its content.
enum class FileFormat {
    Unknown,
    Png,
    Jpeg,
    Tiff,
    Bmp,
    Gif,
    WebP,
    Pnm,
    Jpeg2000,
    Dicom,
    DicomDirectory, ///< A table of contents, named DICOMDIR.
    Nifti,
    Nrrd,
    MetaImage,
    Gipl,
    Npz, ///< A zip archive, as of NumPy arrays.
    Hdf5,
};

/// Bytes that formatOf() needs of a file to tell any of the formats.
inline constexpr qint64 kSniffedBytes = 4096;

/// Tells the format from the first bytes of a file (less than kSniffedBytes: the whole of it). Looks into gzip.
FileFormat formatOf(const QByteArray &head);

/// The first kSniffedBytes of a file. Errors: NotFound, Io, Corrupt (zero bytes).
Result<QByteArray> readHead(const QString &path);

} // namespace vmunet
