// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/norm_gate.h"

#include <ATen/ATen.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

namespace vmunet {
namespace {

using at::Tensor;

bool needsGradients(const Tensor &x, const Tensor &gate, const Tensor &weight, const Tensor &bias)
{
    return at::GradMode::is_enabled()
        && (x.requires_grad() || gate.requires_grad() || weight.requires_grad() || bias.requires_grad());
}

bool hasKernel(const Tensor &x, const Tensor &gate, const Tensor &weight, const Tensor &bias)
{
    const at::ScalarType type = gate.scalar_type();
    const at::ScalarType scanned = type == at::kHalf ? at::kFloat : type; // As ss2dScan() leaves it.
    const auto alike = [&](const Tensor &t) { return t.scalar_type() == type && t.device() == x.device(); };
    return x.is_cuda() && (type == at::kFloat || type == at::kHalf || type == at::kBFloat16)
        && x.scalar_type() == scanned && alike(gate) && alike(weight) && alike(bias);
}

/// Half-precision parameters are widened where x is float32; float32 ones stay, autocast knows what to do.
Tensor composed(const Tensor &x, const Tensor &gate, const Tensor &weight, const Tensor &bias, double epsilon)
{
    const bool widen = x.scalar_type() == at::kFloat;
    const Tensor normed = at::layer_norm(
        x, {x.size(-1)}, widen ? weight.to(at::kFloat) : weight, widen ? bias.to(at::kFloat) : bias, epsilon);
    return normed.to(gate.scalar_type()) * at::silu(gate);
}

} // namespace

at::Tensor normGate(const Tensor &x, const Tensor &gate, const Tensor &weight, const Tensor &bias, double epsilon)
{
    TORCH_CHECK(x.dim() >= 1 && x.numel() > 0 && gate.sizes() == x.sizes(), "x and gate must have one shape, got ",
        x.sizes(), " and ", gate.sizes());
    const std::int64_t channels = x.size(-1);
    TORCH_CHECK(weight.sizes() == at::IntArrayRef(channels) && bias.sizes() == at::IntArrayRef(channels),
        "weight and bias must be [", channels, "], got ", weight.sizes(), " and ", bias.sizes());
    if (!hasKernel(x, gate, weight, bias) || needsGradients(x, gate, weight, bias)) {
        return composed(x, gate, weight, bias, epsilon);
    }
    static const auto op = c10::Dispatcher::singleton()
                               .findSchemaOrThrow("vmunet::norm_gate_", "")
                               .typed<void(const Tensor &, Tensor, const Tensor &, const Tensor &, double)>();
    const at::AutoDispatchBelowADInplaceOrView guard;
    Tensor result = gate.contiguous();
    op.call(x.contiguous(), result, weight.contiguous(), bias.contiguous(), epsilon);
    return result;
}

TORCH_LIBRARY_FRAGMENT(vmunet, library)
{
    library.def("norm_gate_(Tensor x, Tensor(a!) gate, Tensor weight, Tensor bias, float epsilon) -> ()");
}

} // namespace vmunet
