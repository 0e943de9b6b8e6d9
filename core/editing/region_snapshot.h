// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/mask_delta.h"

#include <map>
#include <utility>

namespace vmunet {

/// What a mask held before an edit of unknown extent, such as a stroke. Keeps only the tiles that keep() was told of,
/// so a stroke costs what it touches, not the image.
class RegionSnapshot {
public:
    /// Call before the pixels of `area` change. Tiles already kept stay as they were first.
    void keep(const Mask &mask, QRect area);
    /// What differs in `current`, the mask now, from what was kept.
    MaskDelta changesTo(const Mask &current) const;

private:
    static constexpr int kTileSide = 128;

    std::map<std::pair<int, int>, Mask> m_tiles; ///< By tile column and row.
};

} // namespace vmunet
