// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/grow_shrink.h"

#include "core/editing/label_grid.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

/// Voxels that `distance` reaches, at most `limit`.
int reach(double distance, double spacing, int limit)
{
    return int(std::clamp(std::ceil(distance / spacing), 0.0, double(limit)));
}

LabelGrid gridFor(std::span<const Mask> slices, Label label, double distance, const GridSpacing &spacing)
{
    if (slices.empty() || slices.front().isNull() || !(distance > 0)) {
        return {};
    }
    const QSize size = slices.front().size();
    const QSize margin(reach(distance, spacing[0], size.width()), reach(distance, spacing[1], size.height()));
    return labelGrid(slices, label, margin, reach(distance, spacing[2], int(slices.size())));
}

/// Distances reach over, by rounding, what they should just touch.
float limitOf(double distance)
{
    return float(distance * distance * (1 + 1e-6));
}

} // namespace

LabelChange grown(std::span<const Mask> slices, Label label, double distance, const GridSpacing &spacing)
{
    const LabelGrid grid = gridFor(slices, label, distance, spacing);
    if (grid.isEmpty()) {
        return {};
    }
    const std::vector<float> squared = squaredDistances(grid, true, spacing);
    std::vector<std::uint8_t> added(squared.size());
    std::transform(squared.begin(), squared.end(), added.begin(),
        [limit = limitOf(distance)](float value) { return std::uint8_t(value > 0 && value <= limit); });
    return {.added = regionsOf(grid, added), .removed = {}};
}

LabelChange shrunk(std::span<const Mask> slices, Label label, double distance, const GridSpacing &spacing)
{
    const LabelGrid grid = gridFor(slices, label, distance, spacing);
    if (grid.isEmpty()) {
        return {};
    }
    const std::vector<float> squared = squaredDistances(grid, false, spacing);
    std::vector<std::uint8_t> removed(squared.size());
    std::transform(squared.begin(), squared.end(), removed.begin(),
        [limit = limitOf(distance)](float value) { return std::uint8_t(value > 0 && value <= limit); });
    return {.added = {}, .removed = regionsOf(grid, removed)};
}

} // namespace vmunet
