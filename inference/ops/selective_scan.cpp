// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/selective_scan.h"

#include "inference/ops/scan_cpu.h"

#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <initializer_list>

namespace vmunet {
namespace {

using at::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kMaxStates = 256;

bool isHalf(const Tensor &t)
{
    return t.scalar_type() == at::kHalf || t.scalar_type() == at::kBFloat16;
}

void checkInput(const Tensor &t, std::int64_t dimensions, const char *name, bool mayBeHalf = false)
{
    TORCH_CHECK(t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble || (mayBeHalf && isHalf(t)), name,
        " must be float32 or float64, got ", t.scalar_type());
    TORCH_CHECK(t.dim() == dimensions && t.numel() > 0, name, " must have ", dimensions,
        " dimensions, none of them 0, got ", t.sizes());
}

/// `type`: of the input, or what goes with it.
void checkLike(const Tensor &t, const Tensor &input, at::ScalarType type, at::IntArrayRef shape, const char *name)
{
    TORCH_CHECK(t.scalar_type() == type && t.device() == input.device(), name, " must be ", type, " on ",
        input.device(), " as the input is, got ", t.scalar_type(), " on ", t.device());
    TORCH_CHECK(t.sizes() == shape, name, " must have the shape ", shape, ", got ", t.sizes());
}

void checkStates(std::int64_t states)
{
    TORCH_CHECK(states >= 1 && states <= kMaxStates, "the scan needs 1 to ", kMaxStates, " states, got ", states);
}

void checkSs2d(const Tensor &x, const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias, const Tensor &A,
    const Tensor &D)
{
    checkInput(x, 4, "x", /*mayBeHalf=*/true);
    checkInput(dtWeight, 3, "dtWeight");
    checkInput(A, 2, "A");
    const std::int64_t channels = x.size(3);
    const std::int64_t rank = dtWeight.size(2);
    const std::int64_t states = A.size(1);
    checkStates(states);
    const at::ScalarType parameters = isHalf(x) ? at::kFloat : x.scalar_type();
    checkLike(projected, x, x.scalar_type(), {x.size(0), x.size(1), x.size(2), 4, rank + 2 * states}, "projected");
    checkLike(dtWeight, x, parameters, {4, channels, rank}, "dtWeight");
    checkLike(dtBias, x, parameters, {4, channels}, "dtBias");
    checkLike(A, x, parameters, {4 * channels, states}, "A");
    checkLike(D, x, parameters, {4 * channels}, "D");
}

void checkSelective(const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B, const Tensor &C,
    const Tensor &D, const Tensor &deltaBias)
{
    checkInput(u, 3, "u");
    checkInput(A, 2, "A");
    checkInput(B, 4, "B");
    const std::int64_t rows = u.size(1);
    const std::int64_t groups = B.size(1);
    const std::int64_t states = A.size(1);
    checkStates(states);
    TORCH_CHECK(rows % groups == 0, "u has ", rows, " rows, which B's ", groups, " groups do not divide");
    checkLike(delta, u, u.scalar_type(), u.sizes(), "delta");
    checkLike(A, u, u.scalar_type(), {rows, states}, "A");
    checkLike(B, u, u.scalar_type(), {u.size(0), groups, states, u.size(2)}, "B");
    checkLike(C, u, u.scalar_type(), B.sizes(), "C");
    checkLike(D, u, u.scalar_type(), {rows}, "D");
    checkLike(deltaBias, u, u.scalar_type(), {rows}, "deltaBias");
}

template <typename Signature>
c10::TypedOperatorHandle<Signature> findOperator(const char *name)
{
    return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

struct Ss2dFunction : torch::autograd::Function<Ss2dFunction> {
    static Tensor forward(AutogradContext *context, const Tensor &x, const Tensor &projected, const Tensor &dtWeight,
        const Tensor &dtBias, const Tensor &A, const Tensor &D, bool keepStates)
    {
        static const auto op = findOperator<decltype(cpu::ss2dForward)>("vmunet::ss2d_scan_forward");
        const at::AutoDispatchBelowADInplaceOrView guard;
        variable_list in{x.contiguous(), projected.contiguous(), dtWeight.contiguous(), dtBias.contiguous(),
            A.contiguous(), D.contiguous()};
        auto [y, states] = op.call(in[0], in[1], in[2], in[3], in[4], in[5], keepStates);
        if (keepStates) {
            in.push_back(states);
            context->save_for_backward(in);
        }
        return y;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        static const auto op = findOperator<decltype(cpu::ss2dBackward)>("vmunet::ss2d_scan_backward");
        const variable_list in = context->get_saved_variables();
        const at::AutoDispatchBelowADInplaceOrView guard;
        auto [x, projected, dtWeight, dtBias, A, D] =
            op.call(gradients[0].contiguous(), in[0], in[1], in[2], in[3], in[4], in[5], in[6]);
        return {x, projected, dtWeight, dtBias, A, D, Tensor()};
    }
};

struct SelectiveFunction : torch::autograd::Function<SelectiveFunction> {
    static Tensor forward(AutogradContext *context, const Tensor &u, const Tensor &delta, const Tensor &A,
        const Tensor &B, const Tensor &C, const Tensor &D, const Tensor &deltaBias, bool keepStates)
    {
        static const auto op = findOperator<decltype(cpu::selectiveForward)>("vmunet::selective_scan_forward");
        const at::AutoDispatchBelowADInplaceOrView guard;
        variable_list in{u.contiguous(), delta.contiguous(), A.contiguous(), B.contiguous(), C.contiguous(),
            D.contiguous(), deltaBias.contiguous()};
        auto [y, states] = op.call(in[0], in[1], in[2], in[3], in[4], in[5], in[6], keepStates);
        if (keepStates) {
            in.push_back(states);
            context->save_for_backward(in);
        }
        return y;
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        static const auto op = findOperator<decltype(cpu::selectiveBackward)>("vmunet::selective_scan_backward");
        const variable_list in = context->get_saved_variables();
        const at::AutoDispatchBelowADInplaceOrView guard;
        auto [u, delta, A, B, C, D, deltaBias] =
            op.call(gradients[0].contiguous(), in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7]);
        return {u, delta, A, B, C, D, deltaBias, Tensor()};
    }
};

bool wantsGradient(std::initializer_list<Tensor> inputs)
{
    return at::GradMode::is_enabled()
        && std::any_of(inputs.begin(), inputs.end(), [](const Tensor &t) { return t.requires_grad(); });
}

Tensor scanOf(const Tensor &x, const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias, const Tensor &A,
    const Tensor &D)
{
    const bool keepStates = wantsGradient({x, projected, dtWeight, dtBias, A, D});
    return Ss2dFunction::apply(x, projected, dtWeight, dtBias, A, D, keepStates);
}

/// What autocast and half-precision networks pass: pixels stored in half, of which one may have stayed float32, and
/// parameters in either. The CUDA kernels read half themselves, the CPU's do not.
Tensor halfScan(const Tensor &x, const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias, const Tensor &A,
    const Tensor &D)
{
    const auto wide = [](const Tensor &t) { return isHalf(t) ? t.to(at::kFloat) : t; };
    const at::ScalarType type = isHalf(x) ? x.scalar_type() : projected.scalar_type();
    const Tensor halfX = x.to(type), halfProjected = projected.to(type);
    const Tensor weight = wide(dtWeight), bias = wide(dtBias), wideA = wide(A), wideD = wide(D);
    checkSs2d(halfX, halfProjected, weight, bias, wideA, wideD);
    if (x.is_cuda()) {
        return scanOf(halfX, halfProjected, weight, bias, wideA, wideD);
    }
    const Tensor y = scanOf(wide(halfX), wide(halfProjected), weight, bias, wideA, wideD);
    return type == at::kHalf ? y : y.to(type);
}

} // namespace

at::Tensor selectiveScan(const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B, const Tensor &C,
    const Tensor &D, const Tensor &deltaBias)
{
    checkSelective(u, delta, A, B, C, D, deltaBias);
    const bool keepStates = wantsGradient({u, delta, A, B, C, D, deltaBias});
    return SelectiveFunction::apply(u, delta, A, B, C, D, deltaBias, keepStates);
}

at::Tensor ss2dScan(const Tensor &x, const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias,
    const Tensor &A, const Tensor &D)
{
    if (isHalf(x) || isHalf(projected)) {
        return halfScan(x, projected, dtWeight, dtBias, A, D);
    }
    checkSs2d(x, projected, dtWeight, dtBias, A, D);
    return scanOf(x, projected, dtWeight, dtBias, A, D);
}

// The differentiable operators call the forward and backward operators, which have one implementation per device.
TORCH_LIBRARY(vmunet, library)
{
    library.def("selective_scan(Tensor u, Tensor delta, Tensor A, Tensor B, Tensor C, Tensor D, Tensor delta_bias)"
                " -> Tensor",
        &selectiveScan);
    library.def("ss2d_scan(Tensor x, Tensor projected, Tensor dt_weight, Tensor dt_bias, Tensor A, Tensor D)"
                " -> Tensor",
        &ss2dScan);
    library.def("selective_scan_forward(Tensor u, Tensor delta, Tensor A, Tensor B, Tensor C, Tensor D,"
                " Tensor delta_bias, bool keep_states) -> (Tensor, Tensor)");
    library.def("selective_scan_backward(Tensor grad, Tensor u, Tensor delta, Tensor A, Tensor B, Tensor C, Tensor D,"
                " Tensor delta_bias, Tensor states) -> (Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)");
    library.def("ss2d_scan_forward(Tensor x, Tensor projected, Tensor dt_weight, Tensor dt_bias, Tensor A, Tensor D,"
                " bool keep_states) -> (Tensor, Tensor)");
    library.def("ss2d_scan_backward(Tensor grad, Tensor x, Tensor projected, Tensor dt_weight, Tensor dt_bias,"
                " Tensor A, Tensor D, Tensor states) -> (Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)");
}

TORCH_LIBRARY_IMPL(vmunet, CPU, library)
{
    library.impl("selective_scan_forward", &cpu::selectiveForward);
    library.impl("selective_scan_backward", &cpu::selectiveBackward);
    library.impl("ss2d_scan_forward", &cpu::ss2dForward);
    library.impl("ss2d_scan_backward", &cpu::ss2dBackward);
}

} // namespace vmunet
