// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/region_snapshot.h"

namespace vmunet {

void RegionSnapshot::keep(const Mask &mask, QRect area)
{
    const QRect inside = area & mask.rect();
    if (inside.isEmpty()) {
        return;
    }
    for (int row = inside.top() / kTileSide; row <= inside.bottom() / kTileSide; ++row) {
        for (int column = inside.left() / kTileSide; column <= inside.right() / kTileSide; ++column) {
            const auto [tile, isNew] = m_tiles.try_emplace({column, row});
            if (isNew) {
                const QRect rect(column * kTileSide, row * kTileSide, kTileSide, kTileSide);
                tile->second = mask.cropped(rect & mask.rect());
            }
        }
    }
}

MaskDelta RegionSnapshot::changesTo(const Mask &current) const
{
    MaskDelta delta;
    for (const auto &[position, tile] : m_tiles) {
        delta.append(tile, QPoint(position.first, position.second) * kTileSide, current);
    }
    return delta;
}

} // namespace vmunet
