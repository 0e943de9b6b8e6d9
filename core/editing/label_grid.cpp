// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/label_grid.h"

#include <algorithm>
#include <limits>

namespace vmunet {

LabelGrid labelGrid(std::span<const Mask> slices, Label label, QSize margin, int sliceMargin)
{
    QRect area;
    int first = -1;
    int last = -1;
    for (int slice = 0; slice < int(slices.size()); ++slice) {
        const QRect bounds = boundsOf(slices[size_t(slice)], label);
        if (!bounds.isEmpty()) {
            first = first < 0 ? slice : first;
            last = slice;
            area |= bounds;
        }
    }
    if (first < 0) {
        return {};
    }
    area = area.adjusted(-margin.width(), -margin.height(), margin.width(), margin.height())
        & slices[size_t(first)].rect();
    first = std::max(0, first - sliceMargin);
    last = std::min(int(slices.size()) - 1, last + sliceMargin);
    LabelGrid grid{
        .firstSlice = first, .area = area, .extent = {area.width(), area.height(), last - first + 1}, .inside = {}};
    grid.inside.resize(grid.slicePixels() * size_t(grid.extent[2]));
    auto out = grid.inside.begin();
    for (int slice = first; slice <= last; ++slice) {
        const Mask &mask = slices[size_t(slice)];
        for (int y = area.top(); y <= area.bottom(); ++y) {
            const std::uint8_t *row = mask.row(y) + area.left();
            out = std::transform(row, row + area.width(), out,
                [label](std::uint8_t value) { return std::uint8_t(value == std::uint8_t(label)); });
        }
    }
    return grid;
}

std::vector<float> squaredDistances(const LabelGrid &grid, bool inside, const GridSpacing &spacing)
{
    std::vector<float> distances(grid.inside.size());
    std::transform(grid.inside.begin(), grid.inside.end(), distances.begin(), [inside](std::uint8_t value) {
        return (value != 0) == inside ? 0.0F : std::numeric_limits<float>::infinity();
    });
    addSquaredDistances(distances, grid.extent, spacing);
    return distances;
}

std::vector<SliceRegion> regionsOf(const LabelGrid &grid, const std::vector<std::uint8_t> &chosen)
{
    std::vector<SliceRegion> regions;
    for (int slice = 0; slice < int(grid.extent[2]); ++slice) {
        const auto from = chosen.begin() + std::ptrdiff_t(grid.slicePixels()) * slice;
        const auto to = from + std::ptrdiff_t(grid.slicePixels());
        if (std::any_of(from, to, [](std::uint8_t value) { return value != 0; })) {
            QByteArray labels(reinterpret_cast<const char *>(&*from), qsizetype(grid.slicePixels()));
            regions.push_back(
                {grid.firstSlice + slice, {grid.area, Mask::fromLabels(grid.area.size(), std::move(labels))}});
        }
    }
    return regions;
}

} // namespace vmunet
