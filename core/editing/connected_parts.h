// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"

#include <array>

namespace vmunet {

/// Pixels left..right of a row that belong to one part.
struct PartRun {
    int slice = 0;
    int y = 0;
    int left = 0;
    int right = 0;
    int part = 0;
};

/// The connected parts of a set of voxels.
struct Parts {
    std::vector<PartRun> runs; ///< By slice, row and column.
    std::vector<qint64> sizes; ///< Voxels, by part.
    std::vector<bool> atBorder; ///< Whether the part touches the border of the image; of a volume, its ends too.
};

/// Which labels the set consists of.
using LabelChoice = std::array<bool, 256>;

/// Labels the parts by union and find over runs, so that a large solid part costs its rows, not its voxels. Joined
/// along edges (faces across slices), or with `diagonal` at corners too. All masks of one size.
Parts partsOf(std::span<const Mask> slices, const LabelChoice &chosen, bool diagonal);

/// The pixels of those parts for which `wanted` is true, one region a slice. `slices` are those the parts are of.
std::vector<SliceRegion> regionsOf(const Parts &parts, const std::vector<bool> &wanted, std::span<const Mask> slices);

} // namespace vmunet
