// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"

namespace vmunet {

enum class BooleanOperation { Union, Intersection, Difference };

/// Combines the label with a shape, such as another label's, a neighbouring slice's or the network's: union adds the
/// shape to the label, intersection keeps only the label's pixels inside it, difference only those outside. `shape` is
/// non-zero inside and has the size of `mask`; another size changes nothing.
LabelChange combined(const Mask &mask, Label label, const Mask &shape, BooleanOperation operation);

/// A label's pixels together with all that they enclose, as 1. A pixel holds one label, so with a label's bare pixels
/// the intersection of two labels would always be empty; with this it is the part of one inside the other.
Mask filledShape(const Mask &mask, Label label);

} // namespace vmunet
