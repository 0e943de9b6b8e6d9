// SPDX-License-Identifier: GPL-3.0-or-later
// The CUDA implementations of the operators that inference/ops/selective_scan.cpp defines. That one has checked shapes,
// types and devices and passes contiguous tensors.
#include "cuda/norm/norm_gate.h"
#include "cuda/scan/scan_backward.h"
#include "cuda/scan/scan_forward.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <torch/library.h>

#include <array>
#include <tuple>

namespace vmunet {
namespace {

using at::Tensor;

/// Calls `use` with a value of the type in which the kernels read `type`.
template <typename Use>
auto withStorage(at::ScalarType type, Use use)
{
    switch (type) {
    case at::kHalf:
        return use(kernels::Half{});
    case at::kBFloat16:
        return use(kernels::BFloat16{});
    default:
        TORCH_CHECK(type == at::kFloat, "on CUDA the scan takes float32, float16 or bfloat16, got ", type);
        return use(float{});
    }
}

/// The tensors behind ScanParams, in its layout; they outlive the launches.
struct ScanTensors {
    Tensor x; // [batch, length, xRow]
    Tensor projected; // [batch, length, directions, rank + 2 states]
    Tensor delta; // [batch, length, directions, channels], or undefined
    Tensor dtWeight; // [directions, channels, rank], or undefined
    Tensor dtBias; // [directions, channels]
    Tensor A; // [directions, channels, states]
    Tensor D; // [directions, channels]
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    bool crossScan = false;
};

template <typename T>
const T *read(const Tensor &t)
{
    return t.defined() ? static_cast<const T *>(t.const_data_ptr()) : nullptr;
}

template <typename T = float>
T *write(const Tensor &t)
{
    return t.defined() ? static_cast<T *>(t.mutable_data_ptr()) : nullptr;
}

template <typename T>
kernels::ScanParams<T> paramsOf(const ScanTensors &t)
{
    return {.batch = t.x.size(0),
        .rows = t.rows,
        .cols = t.cols,
        .channels = t.A.size(1),
        .states = t.A.size(2),
        .rank = t.dtWeight.defined() ? t.dtWeight.size(2) : 0,
        .directions = t.A.size(0),
        .crossScan = t.crossScan,
        .xRow = t.x.size(2),
        .xDirection = t.crossScan ? 0 : t.A.size(1),
        .x = read<T>(t.x),
        .projected = read<T>(t.projected),
        .delta = read<T>(t.delta),
        .dtWeight = read<float>(t.dtWeight),
        .dtBias = read<float>(t.dtBias),
        .A = read<float>(t.A),
        .D = read<float>(t.D)};
}

/// float32 on the scan's device, whatever its pixels are stored in.
at::TensorOptions floatOptions(const ScanTensors &t)
{
    return t.x.options().dtype(at::kFloat);
}

/// Workspace of the cross scan: one float image per slot.
Tensor slotsOf(const ScanTensors &t, std::int64_t count)
{
    return t.crossScan ? at::empty({count, t.x.numel()}, floatOptions(t)) : Tensor();
}

template <typename T>
std::tuple<Tensor, Tensor> forwardOf(const ScanTensors &t)
{
    const kernels::ScanParams<T> p = paramsOf<T>(t);
    const std::int64_t chunks = kernels::scanChunks(p);
    Tensor y =
        at::empty(t.x.sizes(), t.x.options().dtype(t.x.scalar_type() == at::kHalf ? at::kFloat : t.x.scalar_type()));
    const Tensor slots = slotsOf(t, 2);
    Tensor states = at::empty({p.batch, p.directions, chunks, p.states, p.channels}, floatOptions(t));
    const Tensor chunkSum = at::empty({p.batch, p.directions, chunks, p.channels}, floatOptions(t));
    const kernels::ScanForwardParams<T> params{.scan = p,
        .y = write<kernels::Wide<T>>(y),
        .slots = write(slots),
        .states = write(states),
        .chunkSum = write(chunkSum)};
    C10_CUDA_CHECK(kernels::scanForward(params, c10::cuda::getCurrentCUDAStream()));
    return {y, states};
}

std::tuple<Tensor, Tensor> forward(const ScanTensors &t)
{
    return withStorage(t.x.scalar_type(), [&](auto type) { return forwardOf<decltype(type)>(t); });
}

struct ScanGradients {
    Tensor x; // [batch, length, xRow]
    Tensor projected; // [batch, length, directions, rank + 2 states]
    Tensor delta; // [batch, length, directions, channels], if given
    Tensor dtWeight; // [directions, channels, rank], if given
    Tensor A; // [directions, channels, states]
    Tensor D; // [directions, channels]
    Tensor dtBias;
};

template <typename T>
ScanGradients backwardOf(const ScanTensors &t, const Tensor &states, const Tensor &gradY)
{
    const kernels::ScanParams<T> p = paramsOf<T>(t);
    const auto options = floatOptions(t);
    const at::DimVector perChunk{p.batch, p.directions, kernels::scanChunks(p), p.channels};
    at::DimVector projected(t.projected.sizes());
    projected.insert(projected.begin(), kernels::scanChannelBlocks(p));
    ScanGradients g{.x = at::empty_like(t.x), .delta = t.delta.defined() ? at::empty_like(t.delta) : Tensor()};
    const Tensor slots = slotsOf(t, 4);
    const Tensor gradProjected = at::empty(projected, options);
    const Tensor gradWeight = at::empty({p.batch, p.directions, perChunk[2], p.rank, p.channels}, options);
    const Tensor gradA = at::empty(states.sizes(), options), carry = at::empty(states.sizes(), options);
    const Tensor gradD = at::empty(perChunk, options), gradBias = at::empty(perChunk, options);
    const Tensor chunkSum = at::empty(perChunk, options);
    const kernels::ScanBackwardParams<T> params{.scan = p,
        .states = read<float>(states),
        .gradY = read<kernels::Wide<T>>(gradY),
        .gradX = write<T>(g.x),
        .slots = write(slots),
        .gradDelta = write<T>(g.delta),
        .gradProjected = write(gradProjected),
        .gradWeight = write(gradWeight),
        .gradA = write(gradA),
        .gradD = write(gradD),
        .gradBias = write(gradBias),
        .carry = write(carry),
        .chunkSum = write(chunkSum)};
    C10_CUDA_CHECK(kernels::scanBackward(params, c10::cuda::getCurrentCUDAStream()));
    const std::array<std::int64_t, 2> batchAndChunks{0, 2};
    const auto summed = [&](const Tensor &partial) { return partial.sum(at::IntArrayRef(batchAndChunks)); };
    g.projected = gradProjected.sum(0, /*keepdim=*/false, t.projected.scalar_type());
    g.dtWeight = summed(gradWeight).transpose(1, 2).contiguous();
    g.A = summed(gradA).transpose(1, 2).contiguous();
    g.D = summed(gradD);
    g.dtBias = summed(gradBias);
    return g;
}

ScanGradients backward(const ScanTensors &t, const Tensor &states, const Tensor &gradY)
{
    return withStorage(t.x.scalar_type(), [&](auto type) { return backwardOf<decltype(type)>(t, states, gradY); });
}

ScanTensors ss2dTensors(const Tensor &x, const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias,
    const Tensor &A, const Tensor &D)
{
    const std::int64_t channels = x.size(3);
    return {.x = x.flatten(1, 2),
        .projected = projected.flatten(1, 2),
        .dtWeight = dtWeight,
        .dtBias = dtBias,
        .A = A.view({4, channels, A.size(1)}),
        .D = D.view({4, channels}),
        .rows = x.size(1),
        .cols = x.size(2),
        .crossScan = true};
}

std::tuple<Tensor, Tensor> ss2dForward(const Tensor &x, const Tensor &projected, const Tensor &dtWeight,
    const Tensor &dtBias, const Tensor &A, const Tensor &D, bool keepStates)
{
    const c10::cuda::CUDAGuard device(x.device());
    auto [y, states] = forward(ss2dTensors(x, projected, dtWeight, dtBias, A, D));
    return {y.view(x.sizes()), keepStates ? states : at::empty({0}, states.options())};
}

std::tuple<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> ss2dBackward(const Tensor &gradY, const Tensor &x,
    const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias, const Tensor &A, const Tensor &D,
    const Tensor &states)
{
    const c10::cuda::CUDAGuard device(x.device());
    const ScanGradients g = backward(ss2dTensors(x, projected, dtWeight, dtBias, A, D), states, gradY);
    return {g.x.view(x.sizes()), g.projected.view(projected.sizes()), g.dtWeight, g.dtBias, g.A.view(A.sizes()),
        g.D.view(D.sizes())};
}

ScanTensors selectiveTensors(const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B, const Tensor &C,
    const Tensor &D, const Tensor &deltaBias)
{
    const std::int64_t groups = B.size(1);
    const std::int64_t channels = u.size(1) / groups;
    return {.x = u.transpose(1, 2).contiguous(),
        .projected = at::cat({B, C}, 2).permute({0, 3, 1, 2}).contiguous(),
        .delta = delta.transpose(1, 2).contiguous().view({u.size(0), u.size(2), groups, channels}),
        .dtBias = deltaBias.view({groups, channels}),
        .A = A.view({groups, channels, A.size(1)}),
        .D = D.view({groups, channels}),
        .rows = 1,
        .cols = u.size(2),
        .crossScan = false};
}

std::tuple<Tensor, Tensor> selectiveForward(const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B,
    const Tensor &C, const Tensor &D, const Tensor &deltaBias, bool keepStates)
{
    const c10::cuda::CUDAGuard device(u.device());
    auto [y, states] = forward(selectiveTensors(u, delta, A, B, C, D, deltaBias));
    return {y.transpose(1, 2).contiguous(), keepStates ? states : at::empty({0}, u.options())};
}

std::tuple<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> selectiveBackward(const Tensor &gradY,
    const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B, const Tensor &C, const Tensor &D,
    const Tensor &deltaBias, const Tensor &states)
{
    const c10::cuda::CUDAGuard device(u.device());
    const ScanTensors tensors = selectiveTensors(u, delta, A, B, C, D, deltaBias);
    const ScanGradients gradients = backward(tensors, states, gradY.transpose(1, 2).contiguous());
    const Tensor gradBc = gradients.projected.permute({0, 2, 3, 1}); // [batch, groups, 2 states, length]
    const std::int64_t count = A.size(1);
    return {gradients.x.transpose(1, 2).contiguous(), gradients.delta.flatten(2, 3).transpose(1, 2).contiguous(),
        gradients.A.view(A.sizes()), gradBc.narrow(2, 0, count).contiguous(),
        gradBc.narrow(2, count, count).contiguous(), gradients.D.view(D.sizes()),
        gradients.dtBias.view(deltaBias.sizes())};
}

/// The gate's memory takes the result.
void normGate(const Tensor &x, Tensor gate, const Tensor &weight, const Tensor &bias, double epsilon)
{
    const c10::cuda::CUDAGuard device(x.device());
    const auto run = [&](auto type) {
        using T = decltype(type);
        return kernels::normGate<T>({.rows = x.numel() / x.size(-1),
                                        .channels = x.size(-1),
                                        .epsilon = float(epsilon),
                                        .x = read<kernels::Wide<T>>(x),
                                        .gate = read<T>(gate),
                                        .weight = read<T>(weight),
                                        .bias = read<T>(bias),
                                        .y = write<T>(gate)},
            c10::cuda::getCurrentCUDAStream());
    };
    C10_CUDA_CHECK(withStorage(gate.scalar_type(), run));
}

} // namespace

TORCH_LIBRARY_IMPL(vmunet, CUDA, library)
{
    library.impl("norm_gate_", &normGate);
    library.impl("selective_scan_forward", &selectiveForward);
    library.impl("selective_scan_backward", &selectiveBackward);
    library.impl("ss2d_scan_forward", &ss2dForward);
    library.impl("ss2d_scan_backward", &ss2dBackward);
}

} // namespace vmunet
