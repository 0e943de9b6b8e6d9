// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/common/half_float.h"
#include "cuda/common/launch.cuh"

namespace vmunet::kernels {

template <typename T>
struct MergeParams {
    const float *slots; // [kSlots, items]
    std::int64_t items;
    T *out; // [items]
};

constexpr int kMergeThreads = 256;

/// out = sum of the slots, always in the same order.
template <typename T, int kSlots>
__global__ void mergeKernel(MergeParams<T> m)
{
    const std::int64_t i = std::int64_t(blockIdx.x) * kMergeThreads + threadIdx.x;
    if (i >= m.items) {
        return;
    }
    float sum = m.slots[i];
#pragma unroll
    for (int slot = 1; slot < kSlots; ++slot) {
        sum += m.slots[slot * m.items + i];
    }
    store(m.out[i], sum);
}

template <int kSlots, typename T>
cudaError_t mergeSlots(const MergeParams<T> &params, cudaStream_t stream)
{
    const auto kernel = &mergeKernel<T, kSlots>;
    return launch(kernel, blocksFor(params.items, kMergeThreads), kMergeThreads, stream, params);
}

} // namespace vmunet::kernels
