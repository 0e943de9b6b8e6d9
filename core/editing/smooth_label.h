// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/distance_transform.h"
#include "core/editing/label_change.h"

namespace vmunet {

/// Smooths the label's border: a voxel belongs to it afterwards where a Gaussian of standard deviation `sigma` (in the
/// unit of `spacing`, > 0) over the label weighs at least one half. Takes away spikes and fills notches thinner than
/// about two sigma; straight borders stay. Beyond the image the border pixels go on.
LabelChange smoothed(std::span<const Mask> slices, Label label, double sigma, const GridSpacing &spacing);

} // namespace vmunet
