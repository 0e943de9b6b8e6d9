// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/distance_transform.h"
#include "core/editing/label_change.h"

namespace vmunet {

/// Adds all voxels within `distance` (in the unit of `spacing`, > 0) of the label. One mask grows in its plane; several
/// grow across slices too, by the spacing between them. Nothing for a label that is absent or a distance of 0.
LabelChange grown(std::span<const Mask> slices, Label label, double distance, const GridSpacing &spacing);

/// Removes the label's voxels within `distance` of what is not the label. The border of the image does not eat into it:
/// a structure that is cut off there goes on.
LabelChange shrunk(std::span<const Mask> slices, Label label, double distance, const GridSpacing &spacing);

} // namespace vmunet
