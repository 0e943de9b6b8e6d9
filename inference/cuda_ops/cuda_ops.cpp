// SPDX-License-Identifier: GPL-3.0-or-later
// The CUDA implementations of the operators that inference/ops/selective_scan.cpp defines. That one has checked shapes
// and devices and passes contiguous tensors.
#include "cuda/scan/scan_backward.h"
#include "cuda/scan/scan_forward.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/bmm.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <c10/cuda/CUDAException.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <torch/library.h>

#include <array>
#include <tuple>

namespace vmunet {
namespace {

using at::Tensor;
using kernels::ScanParams;

/// The tensors behind ScanParams, in its layout; they outlive the launches.
struct ScanTensors {
    Tensor x; // [batch, length, xRow]
    Tensor delta; // [batch, length, directions, channels]
    Tensor bc; // [batch, length, directions, bcRow], whose last 2 states columns are B and C
    Tensor dtBias; // [directions, channels]
    Tensor A; // [directions, channels, states]
    Tensor D; // [directions, channels]
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    bool crossScan = false;
};

ScanParams paramsOf(const ScanTensors &t)
{
    const std::int64_t states = t.A.size(2);
    return {.batch = t.x.size(0),
        .rows = t.rows,
        .cols = t.cols,
        .channels = t.A.size(1),
        .states = states,
        .directions = t.A.size(0),
        .crossScan = t.crossScan,
        .xRow = t.x.size(2),
        .xDirection = t.crossScan ? 0 : t.A.size(1),
        .bcRow = t.bc.size(3),
        .x = t.x.const_data_ptr<float>(),
        .delta = t.delta.const_data_ptr<float>(),
        .bc = t.bc.const_data_ptr<float>() + t.bc.size(3) - 2 * states,
        .dtBias = t.dtBias.const_data_ptr<float>(),
        .A = t.A.const_data_ptr<float>(),
        .D = t.D.const_data_ptr<float>()};
}

void checkType(const Tensor &x)
{
    TORCH_CHECK(x.scalar_type() == at::kFloat, "on CUDA the scan takes float32, got ", x.scalar_type());
}

/// Adds the directions' slots in the order in which the reference adds the directions.
Tensor mergeSlots(const Tensor &slots)
{
    if (slots.size(0) == 1) {
        return slots[0];
    }
    return slots[0].add_(slots[2]).add_(slots[1]).add_(slots[3]);
}

std::tuple<Tensor, Tensor> forward(const ScanTensors &t)
{
    const ScanParams p = paramsOf(t);
    const auto options = t.x.options();
    Tensor y = at::empty({p.crossScan ? p.directions : 1, p.batch, kernels::scanLength(p), p.xRow}, options);
    Tensor states = at::empty({p.batch, p.directions, kernels::scanChunks(p), p.states, p.channels}, options);
    Tensor chunkSum = at::empty({p.batch, p.directions, kernels::scanChunks(p), p.channels}, options);
    C10_CUDA_CHECK(kernels::scanForward({.scan = p,
                                            .y = y.mutable_data_ptr<float>(),
                                            .ySlot = p.crossScan ? y.stride(0) : 0,
                                            .states = states.mutable_data_ptr<float>(),
                                            .chunkSum = chunkSum.mutable_data_ptr<float>()},
        c10::cuda::getCurrentCUDAStream()));
    return {mergeSlots(y), states};
}

struct ScanGradients {
    Tensor x; // [batch, length, xRow]
    Tensor delta; // [batch, length, directions, channels]
    Tensor bc; // [batch, length, directions, 2 states]
    Tensor A; // [directions, channels, states]
    Tensor D; // [directions, channels]
    Tensor dtBias;
};

ScanGradients backward(const ScanTensors &t, const Tensor &states, const Tensor &gradY)
{
    const ScanParams p = paramsOf(t);
    const auto options = t.x.options();
    const std::int64_t length = kernels::scanLength(p);
    Tensor gradX = at::empty({p.crossScan ? p.directions : 1, p.batch, length, p.xRow}, options);
    Tensor gradDelta = at::empty(t.delta.sizes(), options);
    Tensor gradBc = at::empty({kernels::scanChannelBlocks(p), p.batch, length, p.directions, 2 * p.states}, options);
    Tensor gradA = at::empty(states.sizes(), options);
    Tensor carry = at::empty(states.sizes(), options);
    const at::DimVector perChunk{p.batch, p.directions, kernels::scanChunks(p), p.channels};
    Tensor gradD = at::empty(perChunk, options);
    Tensor gradBias = at::empty(perChunk, options);
    Tensor chunkSum = at::empty(perChunk, options);
    C10_CUDA_CHECK(kernels::scanBackward({.scan = p,
                                             .states = states.const_data_ptr<float>(),
                                             .gradY = gradY.const_data_ptr<float>(),
                                             .gradX = gradX.mutable_data_ptr<float>(),
                                             .xSlot = p.crossScan ? gradX.stride(0) : 0,
                                             .gradDelta = gradDelta.mutable_data_ptr<float>(),
                                             .gradBc = gradBc.mutable_data_ptr<float>(),
                                             .gradA = gradA.mutable_data_ptr<float>(),
                                             .gradD = gradD.mutable_data_ptr<float>(),
                                             .gradBias = gradBias.mutable_data_ptr<float>(),
                                             .carry = carry.mutable_data_ptr<float>(),
                                             .chunkSum = chunkSum.mutable_data_ptr<float>()},
        c10::cuda::getCurrentCUDAStream()));
    const std::array<std::int64_t, 2> batchAndChunks{0, 2};
    return {.x = mergeSlots(gradX),
        .delta = gradDelta,
        .bc = gradBc.sum(0),
        .A = gradA.sum(at::IntArrayRef(batchAndChunks)).transpose(1, 2).contiguous(),
        .D = gradD.sum(at::IntArrayRef(batchAndChunks)),
        .dtBias = gradBias.sum(at::IntArrayRef(batchAndChunks))};
}

/// [batch, H, W, 4, R + 2N] -> dt as [4, pixels, R].
Tensor dtOf(const Tensor &projected, const Tensor &dtWeight)
{
    return projected.flatten(0, 2).narrow(2, 0, dtWeight.size(2)).transpose(0, 1);
}

ScanTensors ss2dTensors(const Tensor &x, const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias,
    const Tensor &A, const Tensor &D)
{
    checkType(x);
    const std::int64_t channels = x.size(3);
    const Tensor delta = at::bmm(dtOf(projected, dtWeight), dtWeight.transpose(1, 2)).transpose(0, 1).contiguous();
    return {.x = x.flatten(1, 2),
        .delta = delta.view({x.size(0), x.size(1) * x.size(2), 4, channels}),
        .bc = projected.flatten(1, 2),
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
    return {y.view(x.sizes()), keepStates ? states : at::empty({0}, x.options())};
}

std::tuple<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> ss2dBackward(const Tensor &gradY, const Tensor &x,
    const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias, const Tensor &A, const Tensor &D,
    const Tensor &states)
{
    const c10::cuda::CUDAGuard device(x.device());
    const ScanTensors tensors = ss2dTensors(x, projected, dtWeight, dtBias, A, D);
    const ScanGradients gradients = backward(tensors, states, gradY);
    const Tensor byDirection = gradients.delta.flatten(0, 1).transpose(0, 1); // [4, pixels, channels]
    const Tensor gradDt = at::bmm(byDirection, dtWeight).transpose(0, 1);
    const Tensor gradWeight = at::bmm(byDirection.transpose(1, 2), dtOf(projected, dtWeight));
    const Tensor gradProjected = at::cat({gradDt, gradients.bc.flatten(0, 1)}, 2);
    return {gradients.x.view(x.sizes()), gradProjected.view(projected.sizes()), gradWeight, gradients.dtBias,
        gradients.A.view(A.sizes()), gradients.D.view(D.sizes())};
}

ScanTensors selectiveTensors(const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B, const Tensor &C,
    const Tensor &D, const Tensor &deltaBias)
{
    checkType(u);
    const std::int64_t groups = B.size(1);
    const std::int64_t channels = u.size(1) / groups;
    return {.x = u.transpose(1, 2).contiguous(),
        .delta = delta.transpose(1, 2).contiguous().view({u.size(0), u.size(2), groups, channels}),
        .bc = at::cat({B, C}, 2).permute({0, 3, 1, 2}).contiguous(),
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
    const Tensor gradBc = gradients.bc.permute({0, 2, 3, 1}); // [batch, groups, 2 states, length]
    const std::int64_t count = A.size(1);
    return {gradients.x.transpose(1, 2).contiguous(), gradients.delta.flatten(2, 3).transpose(1, 2).contiguous(),
        gradients.A.view(A.sizes()), gradBc.narrow(2, 0, count).contiguous(),
        gradBc.narrow(2, count, count).contiguous(), gradients.D.view(D.sizes()),
        gradients.dtBias.view(deltaBias.sizes())};
}

} // namespace

TORCH_LIBRARY_IMPL(vmunet, CUDA, library)
{
    library.impl("selective_scan_forward", &selectiveForward);
    library.impl("selective_scan_backward", &selectiveBackward);
    library.impl("ss2d_scan_forward", &ss2dForward);
    library.impl("ss2d_scan_backward", &ss2dBackward);
}

} // namespace vmunet
