// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_prefix.h"

#include "cuda/scan/scan_block.cuh"

namespace vmunet::kernels {
namespace {

constexpr int kThreads = 128;
constexpr int kUnroll = 8; // Chunks whose values are loaded at once: they do not wait for each other.

/// One thread per image, direction, state and channel.
__global__ void prefixKernel(ScanPrefixParams p)
{
    const std::int64_t index = std::int64_t(blockIdx.x) * kThreads + threadIdx.x;
    if (index >= p.batch * p.directions * p.states * p.channels) {
        return;
    }
    const std::int64_t channel = index % p.channels;
    const std::int64_t state = index / p.channels % p.states;
    const std::int64_t sequence = index / p.channels / p.states; // Of image and direction.
    const std::int64_t direction = sequence % p.directions;
    const float A = p.A[(direction * p.channels + channel) * p.states + state] * kLog2E;
    const bool descends = scanIsReversed(p.crossScan, direction) != p.backward;
    float entering = 0.0F;
    for (std::int64_t begin = 0; begin < p.chunks; begin += kUnroll) {
        float leaving[kUnroll];
        float sum[kUnroll];
#pragma unroll
        for (int i = 0; i < kUnroll; ++i) {
            const std::int64_t order = begin + i;
            const std::int64_t chunk = sequence * p.chunks + (descends ? p.chunks - 1 - order : order);
            const bool exists = order < p.chunks;
            leaving[i] = exists ? p.values[(chunk * p.states + state) * p.channels + channel] : 0.0F;
            sum[i] = exists ? p.chunkSum[chunk * p.channels + channel] : 0.0F;
        }
#pragma unroll
        for (int i = 0; i < kUnroll; ++i) {
            const std::int64_t order = begin + i;
            const std::int64_t chunk = sequence * p.chunks + (descends ? p.chunks - 1 - order : order);
            if (order < p.chunks) {
                p.values[(chunk * p.states + state) * p.channels + channel] = entering;
            }
            entering = exp2f(A * sum[i]) * entering + leaving[i];
        }
    }
}

} // namespace

cudaError_t scanPrefix(const ScanPrefixParams &params, cudaStream_t stream)
{
    const std::int64_t items = params.batch * params.directions * params.states * params.channels;
    return launch(prefixKernel, blocksFor(items, kThreads), kThreads, stream, params);
}

} // namespace vmunet::kernels
