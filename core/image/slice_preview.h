// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <functional>

namespace vmunet {

/// A slice of a volume whose other slices are still being read.
struct SlicePreview {
    Image slice; ///< One slice; its place in the volume, not its geometry, is known.
    int index = 0;
    int count = 1; ///< Of the volume.
};

/// Called from a reading thread, one call at a time, in the order in which slices are decoded: the middle one first.
using PreviewCallback = std::function<void(const SlicePreview &)>;

} // namespace vmunet
