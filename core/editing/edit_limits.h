// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/threshold_range.h"

#include <optional>

namespace vmunet {

/// Where a person wants to edit at all. Locked labels are kept whatever this says.
struct EditLimits {
    std::optional<Label> inside; ///< Only pixels that hold this label; kBackground: only those that hold none.
    std::optional<ValueRange> values; ///< Only pixels whose value is in the range.

    bool isNone() const { return !inside && !values; }
    bool operator==(const EditLimits &) const = default;
};

/// The rule for writing `label` under the limits. Blocks for a look at the slice's pixels if values are limited.
WriteRule ruleUnder(const EditLimits &limits, Label label, const LabelSet &labels, const Image &image, int slice);

} // namespace vmunet
