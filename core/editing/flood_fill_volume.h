// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"
#include "core/image/image.h"

namespace vmunet {

struct Voxel {
    int slice = 0;
    QPoint pixel;
};

/// The face-connected voxels of a volume around `seed` whose rescaled value differs from the seed's by at most
/// `tolerance`. Slices are looked at from the seed outwards and back as long as the region grows; stopped by
/// `keepGoing`, the result is incomplete. Nothing for a seed outside.
LabelChange similarVoxels(const Image &image, const Voxel &seed, double tolerance, const KeepGoing &keepGoing = {});

} // namespace vmunet
