// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace vmunet {

using TensorMap = std::function<at::Tensor(const at::Tensor &)>;

/// `map(x)`, keeping none of its inner results for the backward pass, which computes them again from `x` (Chen et al.
/// 2016). The second computation draws the same random numbers and is under the same autocast as the first, so on the
/// CPU gradients are the same bits; generators are left as they were. Without gradients it is `map(x)` alone.
at::Tensor checkpointed(TensorMap map, const at::Tensor &x);

} // namespace vmunet
