// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"
#include "core/image/image.h"

namespace vmunet {

/// Grows seeds until they meet along the edges of the picture (Meyer's flooding, OpenCV's watershed). `seeds`, of the
/// image's size, holds a number a seed pixel: 1 the object, 2 its surroundings. Returns the object's pixels. Works on
/// the seeds' box with room of its own size around it. Empty unless there are seeds of both kinds.
Region floodedFromSeeds(const Image &image, int slice, const Mask &seeds);

} // namespace vmunet
