// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace vmunet {

/// Extent of a label map [slices, height, width] and the distances between neighbours, in any unit.
struct VoxelGrid {
    int width = 0;
    int height = 0;
    int slices = 1; ///< 1: a picture. Its pixels have four neighbours, a volume's voxels six.
    double columnSpacing = 1; ///< Between columns; > 0.
    double rowSpacing = 1;
    double sliceSpacing = 1;
};

/// Distances between the borders of two structures, in the grid's unit. A border is the pixels of a structure with at
/// least one neighbour outside it or outside the image; every border pixel of either contributes its Euclidean distance
/// to the nearest border pixel of the other, all in one list.
struct SurfaceDistances {
    double hausdorff = 0; ///< The largest.
    double hausdorff95 = 0; ///< The 95th percentile, linearly interpolated.
    double average = 0; ///< The mean: average symmetric surface distance.
};

/// Exact, in linear time. Non-zero is inside. Both spans have width * height * slices elements.
/// Nothing where one of the two structures is empty.
std::optional<SurfaceDistances> surfaceDistances(
    std::span<const std::uint8_t> a, std::span<const std::uint8_t> b, const VoxelGrid &grid);

} // namespace vmunet
