// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"
#include "inference/protocol/segmentation.h"
#include "inference/protocol/shared_buffer.h"

namespace vmunet {

/// Pixels in shared memory, laid out as PixelView says.
struct PackedPixels {
    PixelFormat format = PixelFormat::Rgb8;
    QSize size;
    int slices = 0;
    SharedBuffer buffer;
};

/// Copies slices into shared memory as the engine wants them: a photograph as RGB, a volume as rescaled values. Blocks.
/// Errors: Invalid (no such slices), OutOfMemory.
Result<PackedPixels> packPixels(const Image &image, int firstSlice, int sliceCount);

} // namespace vmunet
