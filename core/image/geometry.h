// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>

namespace vmunet {

using Vector3 = std::array<double, 3>;

/// Where a volume's voxels lie in the patient: DICOM's LPS axes (x to the left, y to the back, z to the head),
/// millimetres. Voxel (column i, row j, slice k) has its centre at origin + i*spacing[0]*direction[0] +
/// j*spacing[1]*direction[1] + k*spacing[2]*direction[2].
struct Geometry {
    Vector3 spacingMm{1, 1, 1}; ///< Between columns, between rows, between slices.
    Vector3 originMm{0, 0, 0};
    std::array<Vector3, 3> direction{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}; ///< Unit vectors along columns, rows, slices.
    bool known = false; ///< False for a photograph: spacing is then a pixel.

    bool operator==(const Geometry &) const = default;
};

} // namespace vmunet
