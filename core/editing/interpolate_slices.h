// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/distance_transform.h"
#include "core/editing/label_change.h"

namespace vmunet {

/// Fills the slices between drawn ones, shape-based: the signed distances to the outline in the two nearest drawn
/// slices are weighted by how near each is, and the inside is what is above zero (Raya and Udupa, IEEE Transactions on
/// Medical Imaging 9, 1990). Drawn slices, those that hold the label, stay as they are; nothing is added before the
/// first and after the last.
LabelChange interpolated(std::span<const Mask> slices, Label label, const GridSpacing &spacing);

/// The label's pixels of `from`, to be added to slice `to`.
LabelChange copiedTo(const Mask &from, Label label, int to);

} // namespace vmunet
