// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/dicom_file.h"

namespace vmunet {

/// How single planes make up a volume.
struct SliceStack {
    std::vector<size_t> order; ///< Indices of the planes, first slice first; copies are left out.
    Geometry geometry; ///< `known` where the planes say their spacing.
    QStringList warnings; ///< Copies, gaps, uneven spacing, gantry tilt, missing positions.
};

/// Sorts planes by their position along the common normal, ascending; without positions by `instanceNumbers` (one per
/// plane). The third axis of the geometry goes from the first slice to the last, so that a tilted gantry's shear is
/// kept, and the spacing along it is the mean one.
SliceStack stackSlices(const std::vector<DicomPlane> &planes, const std::vector<int> &instanceNumbers);

} // namespace vmunet
