// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/small_parts.h"

#include "core/editing/connected_parts.h"

#include <algorithm>

namespace vmunet {

namespace {

LabelChoice only(Label label)
{
    LabelChoice choice{};
    choice[std::size_t(label)] = true;
    return choice;
}

/// Of a region, only what is background now.
void keepBackground(SliceRegion &one, const Mask &mask)
{
    Mask &coverage = one.region.coverage;
    for (int y = 0; y < one.region.area.height(); ++y) {
        const std::uint8_t *row = mask.row(one.region.area.top() + y) + one.region.area.left();
        std::uint8_t *covered = coverage.row(y);
        for (int x = 0; x < one.region.area.width(); ++x) {
            covered[x] = std::uint8_t(covered[x] && row[x] == std::uint8_t(kBackground));
        }
    }
}

} // namespace

LabelChange withoutSmallParts(std::span<const Mask> slices, Label label, qint64 smallest)
{
    const Parts parts = partsOf(slices, only(label), true);
    std::vector<bool> small(parts.sizes.size());
    std::transform(
        parts.sizes.begin(), parts.sizes.end(), small.begin(), [smallest](qint64 size) { return size < smallest; });
    return {.added = {}, .removed = regionsOf(parts, small, slices)};
}

LabelChange onlyLargestPart(std::span<const Mask> slices, Label label)
{
    const Parts parts = partsOf(slices, only(label), true);
    std::vector<bool> others(parts.sizes.size(), true);
    if (!others.empty()) {
        others[size_t(std::max_element(parts.sizes.begin(), parts.sizes.end()) - parts.sizes.begin())] = false;
    }
    return {.added = {}, .removed = regionsOf(parts, others, slices)};
}

LabelChange withoutHoles(std::span<const Mask> slices, Label label)
{
    LabelChoice open;
    open.fill(true);
    open[std::size_t(label)] = false;
    const Parts parts = partsOf(slices, open, false);
    std::vector<bool> enclosed = parts.atBorder;
    enclosed.flip();
    std::vector<SliceRegion> holes = regionsOf(parts, enclosed, slices);
    for (SliceRegion &one : holes) {
        keepBackground(one, slices[size_t(one.slice)]);
    }
    std::erase_if(holes, [](const SliceRegion &one) { return one.region.coverage.isEmpty(); });
    return {.added = std::move(holes), .removed = {}};
}

} // namespace vmunet
