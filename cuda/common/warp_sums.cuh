// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_runtime.h>

namespace vmunet::kernels {

constexpr int kWarp = 32;

/// Sums each of kCount values (a power of two, at most 32) over the warp's threads, in kCount - 1 + log2(32 / kCount)
/// exchanges in place of 5 kCount: at each step a thread gives half of its values away and adds to the other half. The
/// result is the sum of the value warpSumIndex<kCount>(). All threads of the warp together.
template <int kCount>
__device__ float warpSums(float (&values)[kCount])
{
    static_assert(kCount >= 1 && kCount <= kWarp && (kCount & (kCount - 1)) == 0);
    const int lane = int(threadIdx.x) % kWarp;
    int offset = kWarp / 2;
#pragma unroll
    for (int half = kCount / 2; half > 0; half /= 2, offset /= 2) {
        const bool upper = (lane & offset) != 0;
#pragma unroll
        for (int i = 0; i < half; ++i) {
            const float given = upper ? values[i] : values[i + half];
            const float kept = upper ? values[i + half] : values[i];
            values[i] = kept + __shfl_xor_sync(0xFFFFFFFFU, given, offset);
        }
    }
    float sum = values[0];
    for (; offset > 0; offset /= 2) {
        sum += __shfl_xor_sync(0xFFFFFFFFU, sum, offset);
    }
    return sum;
}

/// Which value's sum this thread has from warpSums().
template <int kCount>
__device__ int warpSumIndex()
{
    return int(threadIdx.x) % kWarp / (kWarp / kCount);
}

/// One thread for each value: the one that writes it.
template <int kCount>
__device__ bool isWarpSumOwner()
{
    return int(threadIdx.x) % (kWarp / kCount) == 0;
}

} // namespace vmunet::kernels
