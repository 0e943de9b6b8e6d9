// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/distance_transform.h"
#include "core/editing/label_change.h"

namespace vmunet {

/// A label's voxels in the smallest box that holds them, with a margin, as a dense grid: what distances are measured
/// in.
struct LabelGrid {
    int firstSlice = 0; ///< Counted from the first of the masks.
    QRect area;
    GridExtent extent{};
    std::vector<std::uint8_t> inside; ///< [extent[2], extent[1], extent[0]]

    bool isEmpty() const { return inside.empty(); }
    std::size_t slicePixels() const { return std::size_t(extent[0]) * std::size_t(extent[1]); }
};

/// The grid is clipped to the masks. Empty without any pixel of `label`.
LabelGrid labelGrid(std::span<const Mask> slices, Label label, QSize margin, int sliceMargin);

/// Squared distance, in the unit of the spacing, of each voxel of the grid to the nearest one that is `inside` or, if
/// that is false, outside. Infinite if there is none; beyond the grid counts as nothing.
std::vector<float> squaredDistances(const LabelGrid &grid, bool inside, const GridSpacing &spacing);

/// One region a slice from those voxels of the grid that are set in `chosen`.
std::vector<SliceRegion> regionsOf(const LabelGrid &grid, const std::vector<std::uint8_t> &chosen);

} // namespace vmunet
