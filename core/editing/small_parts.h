// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"

namespace vmunet {

/// Removes the label's parts of fewer than `smallest` voxels. Parts are joined along edges or at corners, across slices
/// too where there are several.
LabelChange withoutSmallParts(std::span<const Mask> slices, Label label, qint64 smallest);

/// Removes all parts of the label but the largest, counted through the volume; of equal ones the first stays.
LabelChange onlyLargestPart(std::span<const Mask> slices, Label label);

/// Fills background voxels that the label encloses: no way along faces leads from them to the border of the volume
/// without crossing it. Other labels inside a hole stay.
LabelChange withoutHoles(std::span<const Mask> slices, Label label);

} // namespace vmunet
