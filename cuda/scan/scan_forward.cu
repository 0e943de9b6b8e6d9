// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_forward.h"

#include "cuda/scan/scan_block.cuh"

namespace vmunet::kernels {
namespace {

constexpr int kStates = 16; // In registers at once.
constexpr int kPrefixThreads = 128;
constexpr int kPrefixUnroll = 8;

/// One thread scans one channel of one chunk. kApply: from the state before the chunk, and writes y; otherwise from 0,
/// and writes the state after the chunk in its place, and the sum of s.
template <bool kApply>
__global__ void chunkKernel(ScanForwardParams f)
{
    __shared__ ScanTile<kStates> tile;
    const ScanParams &p = f.scan;
    const ScanPlace place(p);
    for (std::int64_t first = 0; first < p.states; first += kStates) {
        tile.load(p, place, first);
        if (!place.active) {
            continue;
        }
        float A[kStates];
        float h[kStates];
        loadScaledA(p, place, first, A);
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            h[j] = kApply && first + j < p.states ? f.states[place.stateIndex(p, first + j)] : 0.0F;
        }
        const float skip = p.D[place.parameterRow(p)];
        const std::int64_t column = place.direction * p.xDirection + place.channel;
        float sum = 0.0F;
        for (int step = 0; step < place.steps; ++step) {
            const std::int64_t pixel = place.pixel(p, step);
            const float u = p.x[pixel * p.xRow + column];
            const float s = softplus(place.deltaWithBias(p, pixel));
            float y = skip * u;
#pragma unroll
            for (int j = 0; j < kStates; ++j) {
                h[j] = exp2f(s * A[j]) * h[j] + s * u * tile.B[step][j];
                y += tile.C[step][j] * h[j];
            }
            sum += s;
            if (kApply) {
                float *out = f.y + place.direction * f.ySlot + pixel * p.xRow + column;
                *out = first == 0 ? y : *out + (y - skip * u);
            }
        }
        if (!kApply) {
#pragma unroll
            for (int j = 0; j < kStates; ++j) {
                if (first + j < p.states) {
                    f.states[place.stateIndex(p, first + j)] = h[j];
                }
            }
            f.chunkSum[place.chunkIndex(p)] = sum;
        }
    }
}

/// One thread per image, direction, state and channel: from states after chunks that began at 0 to true states before
/// them, in place. Loads several chunks at once: they do not wait for each other.
__global__ void prefixKernel(ScanForwardParams f)
{
    const ScanParams &p = f.scan;
    const std::int64_t index = std::int64_t(blockIdx.x) * kPrefixThreads + threadIdx.x;
    if (index >= p.batch * p.directions * p.states * p.channels) {
        return;
    }
    const std::int64_t channel = index % p.channels;
    const std::int64_t state = index / p.channels % p.states;
    const std::int64_t sequence = index / p.channels / p.states; // Of image and direction.
    const std::int64_t row = sequence % p.directions * p.channels + channel;
    const float A = p.A[row * p.states + state] * kLog2E;
    const std::int64_t chunks = scanChunks(p);
    float h = 0.0F;
    for (std::int64_t begin = 0; begin < chunks; begin += kPrefixUnroll) {
        float local[kPrefixUnroll];
        float sum[kPrefixUnroll];
#pragma unroll
        for (int i = 0; i < kPrefixUnroll; ++i) {
            const std::int64_t chunk = sequence * chunks + begin + i;
            const bool exists = begin + i < chunks;
            local[i] = exists ? f.states[(chunk * p.states + state) * p.channels + channel] : 0.0F;
            sum[i] = exists ? f.chunkSum[chunk * p.channels + channel] : 0.0F;
        }
#pragma unroll
        for (int i = 0; i < kPrefixUnroll; ++i) {
            if (begin + i < chunks) {
                f.states[((sequence * chunks + begin + i) * p.states + state) * p.channels + channel] = h;
            }
            h = exp2f(A * sum[i]) * h + local[i];
        }
    }
}

} // namespace

cudaError_t scanForward(const ScanForwardParams &params, cudaStream_t stream)
{
    const ScanParams &p = params.scan;
    cudaError_t error = launch(chunkKernel<false>, scanBlocks(p), kScanBlockChannels, stream, params);
    if (error == cudaSuccess) {
        const std::int64_t items = p.batch * p.directions * p.states * p.channels;
        error = launch(prefixKernel, blocksFor(items, kPrefixThreads), kPrefixThreads, stream, params);
    }
    if (error == cudaSuccess) {
        error = launch(chunkKernel<true>, scanBlocks(p), kScanBlockChannels, stream, params);
    }
    return error;
}

} // namespace vmunet::kernels
