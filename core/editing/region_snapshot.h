// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <map>
#include <utility>

namespace vmunet {

/// What a mask held before an edit of unknown extent, such as a stroke. Keeps only the tiles that keep() was told of,
/// so a stroke costs what it touches, not the image.
class RegionSnapshot {
public:
    /// Call before the pixels of `area` change. Tiles already kept stay as they were first.
    void keep(const Mask &mask, QRect area);
    /// The smallest rectangle that holds all areas so far.
    QRect bounds() const { return m_bounds; }
    /// `area` as it was: kept tiles where there are any, else `current`.
    Mask restored(const Mask &current, QRect area) const;

private:
    static constexpr int kTileSide = 128;

    std::map<std::pair<int, int>, Mask> m_tiles; ///< By tile column and row.
    QRect m_bounds;
};

} // namespace vmunet
