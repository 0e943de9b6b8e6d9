// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/ops/weight_cache.h"

namespace vmunet {

enum class Activation { None, Silu };

/// SiLU; in place where no gradient is recorded.
at::Tensor activated(at::Tensor x);

/// A product with a weight that is brought into oneDNN's blocked order once, not in every call: with the network's few
/// rows that costs as much as a tenth to a half of the product. One for each weight; one thread at a time.
class PackedLinear {
public:
    /// x [..., in] times weight [out, in] -> [..., out], without bias. Outside inference mode, on other devices, for
    /// other types than float32 and where Torch was built without oneDNN this is at::linear and then the activation,
    /// differentiable.
    at::Tensor operator()(const at::Tensor &x, const at::Tensor &weight, Activation activation = Activation::None);

private:
    WeightCache m_packed;
};

} // namespace vmunet
