// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_forward.h"

#include "cuda/scan/scan_block.cuh"
#include "cuda/scan/scan_merge.cuh"
#include "cuda/scan/scan_prefix.h"

namespace vmunet::kernels {
namespace {

constexpr int kStates = 16; // In registers at once.
constexpr int kLocalBlocks = 10; // At once on a multiprocessor; more would spill registers.
constexpr int kApplyThreads = 640; // Likewise.

/// What leaves every chunk that is entered with zero, and the sum of s.
template <typename T>
__global__ void __launch_bounds__(kScanBlockChannels, kLocalBlocks) localKernel(ScanForwardParams<T> f)
{
    __shared__ ChunkTile chunk;
    __shared__ StateTile<kStates> tile;
    const ScanParams<T> &p = f.scan;
    const ScanPlace<T, 1> place(p);
    chunk.load(p, place);
    for (std::int64_t first = 0; first < p.states; first += kStates) {
        tile.load(p, place, chunk, first);
        if (!place.active) {
            continue;
        }
        float A[kStates];
        float h[kStates] = {};
        loadScaledA(p, place, first, A);
        float sum = 0.0F;
        for (int step = 0; step < place.steps; ++step) {
            const float s = chunk.s[step][place.column];
            const float su = s * toFloat(p.x[chunk.pixels[step] * p.xRow + place.xColumn(p)]);
#pragma unroll
            for (int j = 0; j < kStates; ++j) {
                h[j] = exp2f(s * A[j]) * h[j] + su * tile.B[step][j];
            }
            sum += s;
        }
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            if (first + j < p.states) {
                f.states[place.stateIndex(p, first + j)] = h[j];
            }
        }
        f.chunkSum[place.chunkIndex(p)] = sum;
    }
}

/// y of a chunk's pixels and a block's channels, in the pixels' order; both lanes add to it.
using OutputTile = float[kScanChunk][kScanBlockChannels];

/// Steps `begin` to `end` of kStates states from h on. The skip goes with the first states.
template <typename T, int kLanes>
__device__ void applySteps(const ScanParams<T> &p, const ScanPlace<T, kLanes> &place, const ChunkTile &chunk,
    const StateTile<kStates> &tile, const float (&A)[kStates], float (&h)[kStates], float skip, int begin, int end,
    OutputTile &y)
{
    for (int step = begin; step < end; ++step) {
        const float s = chunk.s[step][place.column];
        const float u = toFloat(p.x[chunk.pixels[step] * p.xRow + place.xColumn(p)]);
        float sum = skip * u;
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            h[j] = exp2f(s * A[j]) * h[j] + s * u * tile.B[step][j];
            sum += tile.C[step][j] * h[j];
        }
        y[scanPlaceOfStep(p, place.direction, place.steps, step)][place.column] += sum;
    }
}

/// Every chunk from the state that truly enters it. Two lanes go over the chunk from both ends: until each is in the
/// middle they add to different pixels, and after a barrier to those of the other one.
template <typename T, int kLanes>
__global__ void __launch_bounds__(kLanes *kScanBlockChannels, kApplyThreads / (kLanes * kScanBlockChannels))
    applyKernel(ScanForwardParams<T> f)
{
    __shared__ ChunkTile chunks[kLanes];
    __shared__ StateTile<kStates> tiles[kLanes];
    __shared__ OutputTile y;
    const ScanParams<T> &p = f.scan;
    const ScanPlace<T, kLanes> place(p);
    ChunkTile &chunk = chunks[place.lane];
    StateTile<kStates> &tile = tiles[place.lane];
    for (int step = place.lane; step < place.steps; step += kLanes) {
        y[step][place.column] = 0.0F;
    }
    chunk.load(p, place);
    const int middle = kLanes == 1 ? place.steps : (place.steps + 1 - place.lane) / 2;
    for (std::int64_t first = 0; first < p.states; first += kStates) {
        tile.load(p, place, chunk, first);
        float A[kStates] = {};
        float h[kStates] = {};
        float skip = 0.0F;
        if (place.active) {
            loadScaledA(p, place, first, A);
            skip = first == 0 ? p.D[place.parameterRow(p)] : 0.0F;
#pragma unroll
            for (int j = 0; j < kStates; ++j) {
                h[j] = first + j < p.states ? f.states[place.stateIndex(p, first + j)] : 0.0F;
            }
            applySteps(p, place, chunk, tile, A, h, skip, 0, middle, y);
        }
        __syncthreads();
        if (place.active) {
            applySteps(p, place, chunk, tile, A, h, skip, middle, place.steps, y);
        }
    }
    __syncthreads();
    for (int step = place.lane; place.active && step < place.steps; step += kLanes) {
        const std::int64_t at = chunks[0].pixels[step] * p.xRow;
        if constexpr (kLanes == 1) {
            store(f.y[at + place.xColumn(p)], y[step][place.column]);
        } else {
            const std::int64_t pair = place.direction % 2 * p.batch * scanLength(p) * p.xRow;
            f.slots[pair + at + place.channel] = y[step][place.column];
        }
    }
}

template <typename T, int kLanes>
cudaError_t apply(const ScanForwardParams<T> &params, cudaStream_t stream)
{
    const auto kernel = &applyKernel<T, kLanes>;
    return launch(kernel, scanBlocks<kLanes>(params.scan), kLanes * kScanBlockChannels, stream, params);
}

} // namespace

template <typename T>
cudaError_t scanForward(const ScanForwardParams<T> &params, cudaStream_t stream)
{
    const ScanParams<T> &p = params.scan;
    const auto local = &localKernel<T>;
    cudaError_t error = launch(local, scanBlocks<1>(p), kScanBlockChannels, stream, params);
    if (error == cudaSuccess) {
        error = scanPrefix({p.batch, p.directions, scanChunks(p), p.states, p.channels, p.crossScan, false, p.A,
                               params.chunkSum, params.states},
            stream);
    }
    if (error != cudaSuccess || !p.crossScan) {
        return error != cudaSuccess ? error : apply<T, 1>(params, stream);
    }
    error = apply<T, 2>(params, stream);
    const MergeParams<Wide<T>> merge{params.slots, p.batch * scanLength(p) * p.xRow, params.y};
    return error != cudaSuccess ? error : mergeSlots<2>(merge, stream);
}

template cudaError_t scanForward(const ScanForwardParams<float> &, cudaStream_t);
template cudaError_t scanForward(const ScanForwardParams<Half> &, cudaStream_t);
template cudaError_t scanForward(const ScanForwardParams<BFloat16> &, cudaStream_t);

} // namespace vmunet::kernels
