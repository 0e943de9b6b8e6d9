// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

namespace vmunet::kernels {

/// Launches `blocks` blocks along x, which allows 2^31 - 1 of them. No blocks: nothing to do, and no launch, because
/// an empty grid is an error. By the runtime's function, not by <<<>>>: this is C++, so the tests can stand in for it.
template <typename Params>
cudaError_t launch(void (*kernel)(Params), std::int64_t blocks, int threads, cudaStream_t stream, const Params &params)
{
    if (blocks == 0) {
        return cudaSuccess;
    }
    if (blocks < 0 || blocks > INT32_MAX) {
        return cudaErrorInvalidConfiguration;
    }
    void *arguments[] = {const_cast<Params *>(&params)};
    return cudaLaunchKernel(kernel, dim3(unsigned(blocks)), dim3(unsigned(threads)), arguments, 0, stream);
}

inline std::int64_t blocksFor(std::int64_t items, int threads)
{
    return (items + threads - 1) / threads;
}

} // namespace vmunet::kernels
