// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace vmunet {

/// layer_norm(x; weight, bias) * silu(gate), the norm over the last axis: the end of an SS2D unit. x and gate: one
/// shape; weight and bias: [channels]. The result is of the gate's type. On CUDA, without gradients, for float32,
/// bfloat16, and float16 with x in float32 as ss2dScan() leaves it: one pass, and the result may take the gate's place.
/// Else the plain composition, differentiable. Throws c10::Error on shapes that do not fit.
at::Tensor normGate(
    const at::Tensor &x, const at::Tensor &gate, const at::Tensor &weight, const at::Tensor &bias, double epsilon);

} // namespace vmunet
