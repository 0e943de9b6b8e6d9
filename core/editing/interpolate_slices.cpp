// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/interpolate_slices.h"

#include "core/editing/label_grid.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

/// Positive inside, in the unit of the spacing, over `area`; the border lies half a pixel from the pixels' centres.
std::vector<float> signedDistance(const Mask &mask, Label label, QRect area, const GridSpacing &spacing)
{
    LabelGrid grid{.area = area, .extent = {area.width(), area.height(), 1}, .inside = {}};
    grid.inside.resize(grid.slicePixels());
    auto out = grid.inside.begin();
    for (int y = area.top(); y <= area.bottom(); ++y) {
        for (int x = area.left(); x <= area.right(); ++x) {
            *out++ = std::uint8_t(mask.at({x, y}) == label);
        }
    }
    std::vector<float> outer = squaredDistances(grid, true, spacing);
    const std::vector<float> inner = squaredDistances(grid, false, spacing);
    const auto half = float(spacing[0] / 2);
    std::transform(outer.begin(), outer.end(), inner.begin(), outer.begin(), [half](float toLabel, float toOutside) {
        const float distance = std::sqrt(toOutside) - std::sqrt(toLabel);
        return distance > 0 ? distance - half : distance + half;
    });
    return outer;
}

void appendBetween(std::span<const Mask> slices, Label label, int before, int after, const GridSpacing &spacing,
    std::vector<SliceRegion> &regions)
{
    const Mask &first = slices[size_t(before)];
    const Mask &last = slices[size_t(after)];
    // With a rim of one pixel there is an outside to measure to; at the border of the image structures go on.
    const QRect area = (boundsOf(first, label) | boundsOf(last, label)).adjusted(-1, -1, 1, 1) & first.rect();
    const std::vector<float> a = signedDistance(first, label, area, spacing);
    const std::vector<float> b = signedDistance(last, label, area, spacing);
    for (int slice = before + 1; slice < after; ++slice) {
        const float weight = float(slice - before) / float(after - before);
        QByteArray inside(qsizetype(a.size()), '\0');
        for (size_t i = 0; i < a.size(); ++i) {
            inside[qsizetype(i)] = char((1 - weight) * a[i] + weight * b[i] > 0);
        }
        const Mask coverage = Mask::fromLabels(area.size(), std::move(inside));
        if (!coverage.isEmpty()) {
            regions.push_back({slice, {area, coverage}});
        }
    }
}

} // namespace

LabelChange interpolated(std::span<const Mask> slices, Label label, const GridSpacing &spacing)
{
    LabelChange change;
    int before = -1;
    for (int slice = 0; slice < int(slices.size()); ++slice) {
        if (boundsOf(slices[size_t(slice)], label).isEmpty()) {
            continue;
        }
        if (before >= 0 && slice > before + 1) {
            appendBetween(slices, label, before, slice, spacing, change.added);
        }
        before = slice;
    }
    return change;
}

LabelChange copiedTo(const Mask &from, Label label, int to)
{
    LabelChange change;
    Region region = regionOf(from, label);
    if (!region.isEmpty()) {
        change.added.push_back({to, std::move(region)});
    }
    return change;
}

} // namespace vmunet
