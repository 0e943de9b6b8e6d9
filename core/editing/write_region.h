// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/region.h"
#include "core/editing/write_rule.h"

namespace vmunet {

/// Writes the rule's label over the region's pixels, but for the kept ones.
void writeRegion(Mask &mask, const Region &region, const WriteRule &rule);

/// `proposal` where `current` may be overwritten, else `current`. Both of one size.
Mask mergedProposal(const Mask &current, const Mask &proposal, const WriteRule &rule);

/// The smallest rectangle that holds all differences of two masks of one size; empty if they are equal.
QRect changedArea(const Mask &a, const Mask &b);

} // namespace vmunet
