// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/boolean_labels.h"

#include "core/editing/connected_parts.h"

namespace vmunet {

LabelChange combined(const Mask &mask, Label label, const Mask &shape, BooleanOperation operation)
{
    if (mask.size() != shape.size() || mask.isNull()) {
        return {};
    }
    Mask changed(mask.size());
    const bool wantInside = operation != BooleanOperation::Intersection;
    bool any = false;
    for (int y = 0; y < mask.rect().height(); ++y) {
        const std::uint8_t *row = mask.row(y);
        const std::uint8_t *inside = shape.row(y);
        std::uint8_t *out = changed.row(y);
        for (int x = 0; x < mask.rect().width(); ++x) {
            const bool isLabel = row[x] == std::uint8_t(label);
            const bool candidate = operation == BooleanOperation::Union ? !isLabel : isLabel;
            out[x] = std::uint8_t(candidate && (inside[x] != 0) == wantInside);
            any = any || out[x];
        }
    }
    if (!any) {
        return {};
    }
    std::vector<SliceRegion> regions;
    regions.push_back({0, {mask.rect(), std::move(changed)}});
    LabelChange change;
    (operation == BooleanOperation::Union ? change.added : change.removed) = std::move(regions);
    return change;
}

Mask filledShape(const Mask &mask, Label label)
{
    LabelChoice open;
    open.fill(true);
    open[std::size_t(label)] = false;
    const std::span<const Mask> slices(&mask, 1);
    const Parts parts = partsOf(slices, open, false);
    std::vector<bool> enclosed = parts.atBorder;
    enclosed.flip();
    Mask shape(mask.size());
    const Region own = regionOf(mask, label);
    if (!own.isEmpty()) {
        shape.paste(own.coverage, own.area.topLeft());
    }
    for (const PartRun &run : parts.runs) {
        if (enclosed[size_t(run.part)]) {
            shape.fill(QRect(QPoint(run.left, run.y), QPoint(run.right, run.y)), Label{1});
        }
    }
    return shape;
}

} // namespace vmunet
