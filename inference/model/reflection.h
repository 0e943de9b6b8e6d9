// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace vmunet {

/// Extends images [B, C, H, W] below and to the right to sides that are multiples of `multiple`, mirroring without
/// repeating the border pixel, back and forth as often as needed. Sides of the right size are left alone.
at::Tensor padByReflection(const at::Tensor &images, std::int64_t multiple);

} // namespace vmunet
