// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/surface/surface_plugin.h"

#include <optional>

namespace vmunet {

/// Where a label is in a volume.
struct LabelBox {
    std::uint8_t label = 0;
    std::array<int, 3> first{}; ///< Column, row, slice.
    std::array<int, 3> last{};
    qint64 voxels = 0;
};

/// The boxes of all labels but background, ascending; nothing if cancelled.
std::optional<std::vector<LabelBox>> labelBoxes(const SurfaceSource &source, const CancelFlag &cancel);

/// How much of each block of voxels a label covers, 0..255, with an empty border of one block around its box.
struct Coverage {
    std::array<int, 3> counts{}; ///< Blocks, border included.
    std::array<int, 3> block{1, 1, 1}; ///< Voxels in a block.
    /// Voxel coordinates of the first block's centre.
    std::array<double, 3> origin{};
    std::vector<std::uint8_t> cells; ///< Columns fastest.
};

/// Blocks as small as at most `mostCells` of them allow, and near to cubes in millimetres.
Coverage labelCoverage(const SurfaceSource &source, const LabelBox &box, qint64 mostCells);

} // namespace vmunet
