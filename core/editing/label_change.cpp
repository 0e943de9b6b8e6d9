// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/label_change.h"

#include "core/editing/write_region.h"

#include <map>

namespace vmunet {

std::vector<ChangedSlice> applied(
    std::span<const Mask> slices, int first, const LabelChange &change, Label label, const RuleOfSlice &ruleOf)
{
    std::map<int, Mask> changed;
    const auto write = [&](const std::vector<SliceRegion> &regions, Label written) {
        for (const SliceRegion &one : regions) {
            const int index = one.slice - first;
            if (index < 0 || index >= int(slices.size())) {
                continue;
            }
            Mask &mask = changed.try_emplace(one.slice, slices[size_t(index)]).first->second;
            writeRegion(mask, one.region, ruleOf(one.slice, written));
        }
    };
    write(change.removed, kBackground);
    write(change.added, label);
    std::vector<ChangedSlice> result;
    for (auto &[slice, mask] : changed) {
        if (mask != slices[size_t(slice - first)]) {
            result.push_back({slice, std::move(mask)});
        }
    }
    return result;
}

} // namespace vmunet
