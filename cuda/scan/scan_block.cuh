// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/common/launch.cuh"
#include "cuda/scan/scan_math.h"
#include "cuda/scan/scan_params.h"

namespace vmunet::kernels {

/// What a thread works on in a grid of scanBlocks<kLanes>() blocks of kLanes * kScanBlockChannels threads: a channel of
/// a chunk. With two lanes the threads of the second half have the opposite direction and the same pixels.
template <typename T, int kLanes>
struct ScanPlace {
    int lane;
    int column; // Of the block's channels.
    std::int64_t channelBlock;
    std::int64_t chunk;
    std::int64_t direction;
    std::int64_t image;
    std::int64_t channel;
    bool active; // False past the last channel.
    int steps;

    __device__ explicit ScanPlace(const ScanParams<T> &p)
    {
        lane = int(threadIdx.x) / kScanBlockChannels;
        column = int(threadIdx.x) % kScanBlockChannels;
        std::int64_t rest = blockIdx.x;
        channelBlock = rest % scanChannelBlocks(p);
        rest /= scanChannelBlocks(p);
        chunk = rest % scanChunks(p);
        rest /= scanChunks(p);
        const std::int64_t groups = p.directions / kLanes;
        direction = rest % groups + lane * groups;
        image = rest / groups;
        channel = channelBlock * kScanBlockChannels + column;
        active = channel < p.channels;
        steps = scanChunkSteps(p, chunk);
    }

    __device__ std::int64_t parameterRow(const ScanParams<T> &p) const { return direction * p.channels + channel; }
    __device__ std::int64_t xColumn(const ScanParams<T> &p) const { return direction * p.xDirection + channel; }
    __device__ std::int64_t projectedIndex(const ScanParams<T> &p, std::int64_t pixel) const
    {
        return (pixel * p.directions + direction) * scanProjectedRow(p);
    }
    __device__ std::int64_t chunkRow(const ScanParams<T> &p) const
    {
        return (image * p.directions + direction) * scanChunks(p) + chunk;
    }
    /// Of arrays [batch, directions, chunks, channels].
    __device__ std::int64_t chunkIndex(const ScanParams<T> &p) const { return chunkRow(p) * p.channels + channel; }
    /// Of arrays [batch, directions, chunks, states, channels].
    __device__ std::int64_t stateIndex(const ScanParams<T> &p, std::int64_t state) const
    {
        return (chunkRow(p) * p.states + state) * p.channels + channel;
    }
};

template <int kLanes, typename T>
std::int64_t scanBlocks(const ScanParams<T> &p)
{
    return scanChannelBlocks(p) * scanChunks(p) * (p.directions / kLanes) * p.batch;
}

constexpr int kRanks = 8; // Numbers of dt in shared memory at once.

/// dt of a chunk, kRanks numbers of it from `first` on; past the last step or number it is 0.
struct DtTile {
    alignas(16) float dt[kRanks][kScanChunk + 4]; // Padded: written along the ranks.

    /// All threads of the block together; includes the barriers before and after.
    template <typename T, int kLanes>
    __device__ void load(const ScanParams<T> &p, const ScanPlace<T, kLanes> &place,
        const std::int64_t (&pixels)[kScanChunk], std::int64_t first)
    {
        __syncthreads();
        for (int i = place.column; i < kScanChunk * kRanks; i += kScanBlockChannels) {
            const int step = i / kRanks;
            const int r = i % kRanks;
            const bool exists = step < place.steps && first + r < p.rank;
            dt[r][step] = exists ? toFloat(p.projected[place.projectedIndex(p, pixels[step]) + first + r]) : 0.0F;
        }
        __syncthreads();
    }
};

/// The pixels and the step sizes of one direction's chunk, in shared memory. Pixels once a chunk: in the directions
/// along columns each costs two divisions.
struct ChunkTile {
    std::int64_t pixels[kScanChunk];
    float s[kScanChunk][kScanBlockChannels]; // softplus(delta + bias); a column is its thread's own.
    DtTile tile;

    /// All threads of the block together. s is 0 past the last channel.
    template <typename T, int kLanes>
    __device__ void load(const ScanParams<T> &p, const ScanPlace<T, kLanes> &place)
    {
        if (place.column < place.steps) {
            pixels[place.column] = scanPixel(p, place.image, place.direction, place.chunk, place.column);
        }
        __syncthreads();
        if (p.rank == 0) {
            readDelta(p, place);
        } else {
            projectDelta(p, place);
        }
    }

private:
    template <typename T, int kLanes>
    __device__ void readDelta(const ScanParams<T> &p, const ScanPlace<T, kLanes> &place)
    {
        const float bias = place.active ? p.dtBias[place.parameterRow(p)] : 0.0F;
        for (int step = 0; step < place.steps; ++step) {
            const std::int64_t at = pixels[step] * p.directions * p.channels + place.parameterRow(p);
            s[step][place.column] = place.active ? softplus(toFloat(p.delta[at]) + bias) : 0.0F;
        }
    }

    /// All steps of a chunk in registers: each weight is read once.
    template <typename T, int kLanes>
    __device__ void projectDelta(const ScanParams<T> &p, const ScanPlace<T, kLanes> &place)
    {
        float v[kScanChunk];
        const float bias = place.active ? p.dtBias[place.parameterRow(p)] : 0.0F;
#pragma unroll
        for (int step = 0; step < kScanChunk; ++step) {
            v[step] = bias;
        }
        for (std::int64_t first = 0; first < p.rank; first += kRanks) {
            tile.load(p, place, pixels, first);
            for (int r = 0; place.active && r < kRanks && first + r < p.rank; ++r) {
                const float weight = p.dtWeight[place.parameterRow(p) * p.rank + first + r];
#pragma unroll
                for (int step = 0; step < kScanChunk; ++step) {
                    v[step] += weight * tile.dt[r][step];
                }
            }
        }
#pragma unroll
        for (int step = 0; step < kScanChunk; ++step) {
            s[step][place.column] = place.active && step < place.steps ? softplus(v[step]) : 0.0F;
        }
    }
};

/// B and C of one chunk and kCount states from `first` on, in shared memory; states past the last are 0.
template <int kCount>
struct StateTile {
    alignas(16) float B[kScanChunk][kCount];
    alignas(16) float C[kScanChunk][kCount];

    /// All threads of the block together; includes the barriers before and after.
    template <typename T, int kLanes>
    __device__ void load(
        const ScanParams<T> &p, const ScanPlace<T, kLanes> &place, const ChunkTile &chunk, std::int64_t first)
    {
        __syncthreads();
        for (int i = place.column; i < place.steps * kCount; i += kScanBlockChannels) {
            const int step = i / kCount;
            const int j = i % kCount;
            const bool exists = first + j < p.states;
            const T *row = p.projected + place.projectedIndex(p, chunk.pixels[step]) + p.rank + first + j;
            B[step][j] = exists ? toFloat(row[0]) : 0.0F;
            C[step][j] = exists ? toFloat(row[p.states]) : 0.0F;
        }
        __syncthreads();
    }
};

/// A of kCount states in powers of two; states past the last are 0 and so stay 0.
template <typename T, int kLanes, int kCount>
__device__ void loadScaledA(
    const ScanParams<T> &p, const ScanPlace<T, kLanes> &place, std::int64_t first, float (&A)[kCount])
{
#pragma unroll
    for (int j = 0; j < kCount; ++j) {
        A[j] = first + j < p.states ? p.A[place.parameterRow(p) * p.states + first + j] * kLog2E : 0.0F;
    }
}

} // namespace vmunet::kernels
