// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cuda/emulation/cuda_runtime_api.h"

#include <cmath>

/// What a kernel's source says beyond C++. One block runs at a time, so its shared memory can be static; it keeps what
/// the block before left there, as on a GPU.
#define __global__
#define __device__
#define __host__
#define __shared__ static
#define __launch_bounds__(...)

inline const vmunet::emulation::Index &threadIdx = vmunet::emulation::currentThread();
inline const vmunet::emulation::Index &blockIdx = vmunet::emulation::currentBlock();

inline void __syncthreads()
{
    vmunet::emulation::waitForBlock();
}

/// All 32 threads of the warp must take part.
inline float __shfl_xor_sync(unsigned mask, float value, int laneMask)
{
    return vmunet::emulation::exchange(mask, value, laneMask);
}
