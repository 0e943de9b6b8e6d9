// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/geometry.h"
#include "core/image/image.h"

#include <QByteArray>

#include <array>
#include <optional>

namespace vmunet {

/// The header of a NIfTI-1 or NIfTI-2 file as numbers of this machine, [nifti.nimh.nih.gov]. Unchecked: a file may
/// claim anything.
struct NiftiHeader {
    bool swapped = false; ///< The samples have the other byte order.
    bool detached = false; ///< The samples are in an .img file beside the .hdr file.
    std::array<qint64, 8> dim{}; ///< [0]: how many of the others count.
    int dataType = 0;
    std::array<double, 8> pixdim{};
    qint64 samplesAt = 352;
    double slope = 0;
    double intercept = 0;
    int qformCode = 0;
    int sformCode = 0;
    std::array<double, 3> quatern{};
    std::array<double, 3> offset{};
    std::array<std::array<double, 4>, 3> srow{};
};

/// Bytes that parseNiftiHeader() needs.
inline constexpr qsizetype kNiftiHeaderBytes = 540;

std::optional<NiftiHeader> parseNiftiHeader(const QByteArray &head);

/// By the sform where it is set, else the qform, else the spacing alone. NIfTI's axes (right, anterior, superior)
/// become LPS; a sheared sform stays sheared.
Geometry geometryOf(const NiftiHeader &header);

/// A NIfTI-1 header of 352 bytes for a volume of `type`: the sform holds the geometry, and so does the qform, but that
/// it cannot hold the shear of a tilted gantry.
QByteArray niftiHeaderFor(QSize size, int slices, const Geometry &geometry, SampleType type);

} // namespace vmunet
