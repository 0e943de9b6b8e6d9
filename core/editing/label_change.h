// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/region.h"
#include "core/editing/write_rule.h"

#include <functional>
#include <span>
#include <vector>

namespace vmunet {

/// Pixels of one slice.
struct SliceRegion {
    int slice = 0;
    Region region;
};

/// What an operation on a label wants: pixels that get it and pixels that lose it, slice by slice. It is only a wish:
/// what is locked or outside the limits of editing is left out when it is written.
struct LabelChange {
    std::vector<SliceRegion> added;
    std::vector<SliceRegion> removed;

    bool isEmpty() const { return added.empty() && removed.empty(); }
};

/// Asked now and then by what may take long, with the fraction done; false stops it, and its result is then incomplete.
using KeepGoing = std::function<bool(double fraction)>;

/// Which rule holds on a slice for writing a label.
using RuleOfSlice = std::function<WriteRule(int slice, Label label)>;

struct ChangedSlice {
    int slice = 0;
    Mask mask;
};

/// The slices that `change` alters, as they are after it; `slices[0]` is slice `first` of the image, and so are the
/// numbers in `change` counted.
std::vector<ChangedSlice> applied(
    std::span<const Mask> slices, int first, const LabelChange &change, Label label, const RuleOfSlice &ruleOf);

} // namespace vmunet
