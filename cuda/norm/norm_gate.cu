// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/norm/norm_gate.h"

#include "cuda/common/launch.cuh"
#include "cuda/common/warp_sums.cuh"

namespace vmunet::kernels {
namespace {

constexpr int kWarps = 4; // Of a block; a warp has a row.

/// Every thread gets the sum over its warp.
__device__ float warpTotal(float value)
{
    for (int offset = kWarp / 2; offset > 0; offset /= 2) {
        value += __shfl_xor_sync(0xFFFFFFFFU, value, offset);
    }
    return value;
}

/// The row is read three times, twice of them from the first-level cache. All of a warp have the same row, so they
/// leave together.
template <typename T>
__global__ void normGateKernel(NormGateParams<T> p)
{
    const std::int64_t row = std::int64_t(blockIdx.x) * kWarps + threadIdx.x / kWarp;
    if (row >= p.rows) {
        return;
    }
    const int lane = int(threadIdx.x) % kWarp;
    const Wide<T> *x = p.x + row * p.channels;
    float sum = 0.0F;
    for (std::int64_t c = lane; c < p.channels; c += kWarp) {
        sum += toFloat(x[c]);
    }
    const float mean = warpTotal(sum) / float(p.channels);
    float squares = 0.0F;
    for (std::int64_t c = lane; c < p.channels; c += kWarp) {
        const float difference = toFloat(x[c]) - mean;
        squares += difference * difference;
    }
    const float scale = 1.0F / sqrtf(warpTotal(squares) / float(p.channels) + p.epsilon);
    for (std::int64_t c = lane; c < p.channels; c += kWarp) {
        const std::int64_t at = row * p.channels + c;
        const float normed = (toFloat(x[c]) - mean) * scale * toFloat(p.weight[c]) + toFloat(p.bias[c]);
        store(p.y[at], normed * silu(toFloat(p.gate[at])));
    }
}

} // namespace

template <typename T>
cudaError_t normGate(const NormGateParams<T> &params, cudaStream_t stream)
{
    const auto kernel = &normGateKernel<T>;
    return launch(kernel, blocksFor(params.rows, kWarps), kWarps * kWarp, stream, params);
}

template cudaError_t normGate(const NormGateParams<float> &, cudaStream_t);
template cudaError_t normGate(const NormGateParams<Half> &, cudaStream_t);
template cudaError_t normGate(const NormGateParams<BFloat16> &, cudaStream_t);

} // namespace vmunet::kernels
