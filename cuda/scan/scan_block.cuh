// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/common/launch.cuh"
#include "cuda/scan/scan_math.h"

namespace vmunet::kernels {

/// The chunk, direction, image and channel of a thread in a grid of scanBlocks() blocks of kScanBlockChannels threads.
struct ScanPlace {
    std::int64_t channelBlock;
    std::int64_t chunk;
    std::int64_t direction;
    std::int64_t image;
    std::int64_t channel;
    bool active; // False past the last channel.
    int steps;

    __device__ explicit ScanPlace(const ScanParams &p)
    {
        std::int64_t rest = blockIdx.x;
        channelBlock = rest % scanChannelBlocks(p);
        rest /= scanChannelBlocks(p);
        chunk = rest % scanChunks(p);
        rest /= scanChunks(p);
        direction = rest % p.directions;
        image = rest / p.directions;
        channel = channelBlock * kScanBlockChannels + threadIdx.x;
        active = channel < p.channels;
        steps = scanChunkSteps(p, chunk);
    }

    __device__ std::int64_t pixel(const ScanParams &p, int step) const
    {
        return scanPixel(p, image, direction, chunk * kScanChunk + step);
    }
    __device__ std::int64_t parameterRow(const ScanParams &p) const { return direction * p.channels + channel; }
    /// Of arrays [batch, directions, chunks, channels].
    __device__ std::int64_t chunkIndex(const ScanParams &p) const
    {
        return ((image * p.directions + direction) * scanChunks(p) + chunk) * p.channels + channel;
    }
    /// Of arrays [batch, directions, chunks, states, channels].
    __device__ std::int64_t stateIndex(const ScanParams &p, std::int64_t state) const
    {
        return (((image * p.directions + direction) * scanChunks(p) + chunk) * p.states + state) * p.channels + channel;
    }
    __device__ float deltaWithBias(const ScanParams &p, std::int64_t at) const
    {
        const std::int64_t row = parameterRow(p);
        return p.delta[at * p.directions * p.channels + row] + p.dtBias[row];
    }
};

inline std::int64_t scanBlocks(const ScanParams &p)
{
    return scanChannelBlocks(p) * scanChunks(p) * p.directions * p.batch;
}

/// B and C of one chunk and kCount states from `first` on, in shared memory; states past the last are 0.
template <int kCount>
struct ScanTile {
    float B[kScanChunk][kCount];
    float C[kScanChunk][kCount];

    /// All threads of the block together; includes the barriers before and after.
    __device__ void load(const ScanParams &p, const ScanPlace &place, std::int64_t first)
    {
        __syncthreads();
        for (int i = int(threadIdx.x); i < place.steps * kCount; i += kScanBlockChannels) {
            const int step = i / kCount;
            const int j = i % kCount;
            const bool exists = first + j < p.states;
            const float *row = p.bc + (place.pixel(p, step) * p.directions + place.direction) * p.bcRow + first + j;
            B[step][j] = exists ? row[0] : 0.0F;
            C[step][j] = exists ? row[p.states] : 0.0F;
        }
        __syncthreads();
    }
};

/// A of kCount states in powers of two; states past the last are 0 and so stay 0.
template <int kCount>
__device__ void loadScaledA(const ScanParams &p, const ScanPlace &place, std::int64_t first, float (&A)[kCount])
{
#pragma unroll
    for (int j = 0; j < kCount; ++j) {
        A[j] = first + j < p.states ? p.A[place.parameterRow(p) * p.states + first + j] * kLog2E : 0.0F;
    }
}

} // namespace vmunet::kernels
