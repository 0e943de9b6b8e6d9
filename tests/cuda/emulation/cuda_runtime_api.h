// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cuda/emulation/grid.h"

#include <cstddef>
#include <cstring>

/// The part of CUDA's runtime that the kernels and their tests use, on the processor: see grid.h. Stands before the
/// real header in the include path of the emulated kernels.
using cudaStream_t = void *;

enum cudaError_t {
    cudaSuccess = 0,
    cudaErrorInvalidConfiguration = 9,
};

enum cudaMemcpyKind { cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost };

struct dim3 {
    explicit dim3(unsigned along)
        : x(along)
    {
    }
    unsigned x;
};

inline const char *cudaGetErrorString(cudaError_t error)
{
    return error == cudaSuccess ? "no error" : "invalid configuration";
}

inline cudaError_t cudaGetDeviceCount(int *count)
{
    *count = 1;
    return cudaSuccess;
}

/// Every byte is 0xFF, and so every float NaN in any storage type: what is read or left unwritten shows.
inline cudaError_t cudaMalloc(void **data, std::size_t bytes)
{
    *data = std::memset(new char[bytes], 0xFF, bytes);
    return cudaSuccess;
}

inline cudaError_t cudaFree(void *data)
{
    delete[] static_cast<char *>(data);
    return cudaSuccess;
}

inline cudaError_t cudaMemcpy(void *to, const void *from, std::size_t bytes, cudaMemcpyKind)
{
    if (bytes > 0) {
        std::memcpy(to, from, bytes);
    }
    return cudaSuccess;
}

template <typename Params>
cudaError_t cudaLaunchKernel(
    void (*kernel)(Params), dim3 grid, dim3 block, void **arguments, std::size_t sharedBytes, cudaStream_t)
{
    if (block.x == 0 || block.x > 1024 || grid.x == 0 || sharedBytes != 0) {
        return cudaErrorInvalidConfiguration;
    }
    const Params &params = *static_cast<const Params *>(arguments[0]);
    vmunet::emulation::runGrid(grid.x, block.x, [&] { kernel(params); });
    return cudaSuccess;
}
