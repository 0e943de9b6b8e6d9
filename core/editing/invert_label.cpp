// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/invert_label.h"

namespace vmunet {

LabelChange inverted(std::span<const Mask> slices, Label label)
{
    LabelChange change;
    for (int slice = 0; slice < int(slices.size()) && label != kBackground; ++slice) {
        Region removed = regionOf(slices[size_t(slice)], label);
        Region added = regionOf(slices[size_t(slice)], kBackground);
        if (!removed.isEmpty()) {
            change.removed.push_back({slice, std::move(removed)});
        }
        if (!added.isEmpty()) {
            change.added.push_back({slice, std::move(added)});
        }
    }
    return change;
}

} // namespace vmunet
