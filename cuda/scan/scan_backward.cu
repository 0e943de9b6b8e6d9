// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_backward.h"

#include "cuda/common/warp_sums.cuh"
#include "cuda/scan/scan_block.cuh"
#include "cuda/scan/scan_merge.cuh"
#include "cuda/scan/scan_prefix.h"

namespace vmunet::kernels {
namespace {

constexpr int kCarryStates = 16; // In registers at once.
constexpr int kCarryBlocks = 10; // At once on a multiprocessor; more would spill registers.
constexpr int kStates = 4; // Likewise; their history through a chunk is in local memory.
constexpr int kWarps = kScanBlockChannels / kWarp;

/// One thread goes back through one channel of one chunk with no gradient from later chunks, and writes what it hands
/// to the chunk before, and the sum of s.
template <typename T>
__global__ void __launch_bounds__(kScanBlockChannels, kCarryBlocks) carryKernel(ScanBackwardParams<T> b)
{
    __shared__ ChunkTile chunk;
    __shared__ StateTile<kCarryStates> tile;
    const ScanParams<T> &p = b.scan;
    const ScanPlace<T, 1> place(p);
    chunk.load(p, place);
    for (std::int64_t first = 0; first < p.states; first += kCarryStates) {
        tile.load(p, place, chunk, first);
        if (!place.active) {
            continue;
        }
        float A[kCarryStates];
        float gradH[kCarryStates] = {};
        loadScaledA(p, place, first, A);
        float sum = 0.0F;
        for (int step = place.steps; step-- > 0;) {
            const float s = chunk.s[step][place.column];
            const float gradY = toFloat(b.gradY[chunk.pixels[step] * p.xRow + place.xColumn(p)]);
#pragma unroll
            for (int j = 0; j < kCarryStates; ++j) {
                gradH[j] = exp2f(s * A[j]) * (gradH[j] + gradY * tile.C[step][j]);
            }
            sum += s;
        }
#pragma unroll
        for (int j = 0; j < kCarryStates; ++j) {
            if (first + j < p.states) {
                b.carry[place.stateIndex(p, first + j)] = gradH[j];
            }
        }
        b.chunkSum[place.chunkIndex(p)] = sum;
    }
}

/// What a thread sums over the states of its channel, for each step of a chunk.
struct StepSums {
    float A[kScanChunk]; // Gradient of s A, times scaled A.
    float B[kScanChunk]; // Gradient of s u B, times B.
};

/// Gradients of B and then C of one chunk and a few states, per warp.
struct ReduceTile {
    float values[kWarps][kScanChunk][2 * kStates];
};

/// The sweep back over a chunk for kStates states from `first` on. Threads past the last channel take part with zeros.
template <typename T>
__device__ void sweepStates(const ScanBackwardParams<T> &b, const ScanPlace<T, 1> &place, const ChunkTile &chunk,
    const StateTile<kStates> &tile, std::int64_t first, StepSums &sums, ReduceTile &reduce)
{
    const ScanParams<T> &p = b.scan;
    float A[kStates] = {};
    float h[kStates] = {};
    float gradH[kStates] = {};
    float gradA[kStates] = {};
    if (place.active) {
        loadScaledA(p, place, first, A);
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            h[j] = first + j < p.states ? b.states[place.stateIndex(p, first + j)] : 0.0F;
            gradH[j] = first + j < p.states ? b.carry[place.stateIndex(p, first + j)] : 0.0F;
        }
    }
    float before[kScanChunk][kStates];
    for (int step = 0; step < place.steps; ++step) {
        const std::int64_t at = chunk.pixels[step] * p.xRow + place.xColumn(p);
        const float s = chunk.s[step][place.column];
        const float su = place.active ? s * toFloat(p.x[at]) : 0.0F;
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            before[step][j] = h[j];
            h[j] = exp2f(s * A[j]) * h[j] + su * tile.B[step][j];
        }
    }
    for (int step = place.steps; step-- > 0;) {
        const std::int64_t at = chunk.pixels[step] * p.xRow + place.xColumn(p);
        const float s = chunk.s[step][place.column];
        const float su = place.active ? s * toFloat(p.x[at]) : 0.0F;
        const float gradY = place.active ? toFloat(b.gradY[at]) : 0.0F;
        float gradBc[2 * kStates];
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            gradBc[kStates + j] = gradY * h[j];
            gradH[j] += gradY * tile.C[step][j];
            gradBc[j] = gradH[j] * su;
            sums.B[step] += gradH[j] * tile.B[step][j];
            gradH[j] *= exp2f(s * A[j]);
            h[j] = before[step][j];
            sums.A[step] += gradH[j] * h[j] * A[j];
            gradA[j] += gradH[j] * h[j] * s;
        }
        const float total = warpSums(gradBc);
        if (isWarpSumOwner<2 * kStates>()) {
            reduce.values[threadIdx.x / kWarp][step][warpSumIndex<2 * kStates>()] = total;
        }
    }
#pragma unroll
    for (int j = 0; j < kStates; ++j) {
        if (place.active && first + j < p.states) {
            b.gradA[place.stateIndex(p, first + j)] = gradA[j];
        }
    }
}

/// Where the gradients of a pixel's dt, B and C over this block's channels go.
template <typename T>
__device__ float *gradProjectedOf(const ScanBackwardParams<T> &b, const ScanPlace<T, 1> &place, std::int64_t pixel)
{
    const ScanParams<T> &p = b.scan;
    const std::int64_t pixels = p.batch * scanLength(p);
    return b.gradProjected + place.channelBlock * pixels * p.directions * scanProjectedRow(p)
        + place.projectedIndex(p, pixel);
}

/// Adds the warps' gradients of B and C and writes them; all threads of the block together.
template <typename T>
__device__ void storeStates(const ScanBackwardParams<T> &b, const ScanPlace<T, 1> &place, const ChunkTile &chunk,
    std::int64_t first, const ReduceTile &reduce)
{
    const ScanParams<T> &p = b.scan;
    __syncthreads();
    for (int i = place.column; i < place.steps * 2 * kStates; i += kScanBlockChannels) {
        const int step = i / (2 * kStates);
        const int value = i % (2 * kStates);
        const std::int64_t state = first + value % kStates;
        if (state < p.states) {
            float sum = 0.0F;
            for (int warp = 0; warp < kWarps; ++warp) {
                sum += reduce.values[warp][step][value];
            }
            const std::int64_t part = p.rank + (value < kStates ? 0 : p.states); // B or C.
            gradProjectedOf(b, place, chunk.pixels[step])[part + state] = sum;
        }
    }
}

/// Gradients of x, D, bias and delta; delta's take the place of s.
template <typename T>
__device__ void storeChannel(
    const ScanBackwardParams<T> &b, const ScanPlace<T, 1> &place, ChunkTile &chunk, const StepSums &sums)
{
    const ScanParams<T> &p = b.scan;
    const float skip = p.D[place.parameterRow(p)];
    float gradD = 0.0F;
    float gradBias = 0.0F;
    for (int step = 0; step < place.steps; ++step) {
        const std::int64_t at = chunk.pixels[step] * p.xRow + place.xColumn(p);
        const float s = chunk.s[step][place.column];
        const float u = toFloat(p.x[at]);
        const float gradY = toFloat(b.gradY[at]);
        const float gradS = sums.A[step] / kLog2E + sums.B[step] * u;
        const float gradDelta = gradS * softplusSlopeAtValue(s);
        const float gradX = skip * gradY + sums.B[step] * s;
        if (p.crossScan) {
            b.slots[place.direction * p.batch * scanLength(p) * p.xRow + at] = gradX;
        } else {
            store(b.gradX[at], gradX);
        }
        if (p.rank == 0) {
            store(b.gradDelta[chunk.pixels[step] * p.directions * p.channels + place.parameterRow(p)], gradDelta);
        }
        chunk.s[step][place.column] = gradDelta;
        gradD += gradY * u;
        gradBias += gradDelta;
    }
    b.gradD[place.chunkIndex(p)] = gradD;
    b.gradBias[place.chunkIndex(p)] = gradBias;
}

/// From the gradients of delta, where s was, to those of dt over the block's channels.
template <typename T>
__device__ void storeDt(const ScanBackwardParams<T> &b, const ScanPlace<T, 1> &place, const ChunkTile &chunk)
{
    const ScanParams<T> &p = b.scan;
    const std::int64_t firstChannel = place.channelBlock * kScanBlockChannels;
    const std::int64_t left = p.channels - firstChannel;
    const int count = int(left < kScanBlockChannels ? left : kScanBlockChannels);
    const float *weights = p.dtWeight + (place.direction * p.channels + firstChannel) * p.rank;
    for (std::int64_t i = place.column; i < place.steps * p.rank; i += kScanBlockChannels) {
        const int step = int(i / p.rank);
        const std::int64_t r = i % p.rank;
        float sum = 0.0F;
        for (int channel = 0; channel < count; ++channel) {
            sum += chunk.s[step][channel] * weights[channel * p.rank + r];
        }
        gradProjectedOf(b, place, chunk.pixels[step])[r] = sum;
    }
}

/// Likewise to those of the thread's weights over the chunk's steps.
template <typename T>
__device__ void storeWeight(const ScanBackwardParams<T> &b, const ScanPlace<T, 1> &place, ChunkTile &chunk)
{
    const ScanParams<T> &p = b.scan;
    float gradDelta[kScanChunk];
#pragma unroll
    for (int step = 0; step < kScanChunk; ++step) {
        gradDelta[step] = step < place.steps ? chunk.s[step][place.column] : 0.0F;
    }
    for (std::int64_t first = 0; first < p.rank; first += kRanks) {
        chunk.tile.load(p, place, chunk.pixels, first);
        for (int r = 0; place.active && r < kRanks && first + r < p.rank; ++r) {
            float sum = 0.0F;
#pragma unroll
            for (int step = 0; step < kScanChunk; ++step) {
                sum += gradDelta[step] * chunk.tile.dt[r][step];
            }
            b.gradWeight[(place.chunkRow(p) * p.rank + first + r) * p.channels + place.channel] = sum;
        }
    }
}

template <typename T>
__global__ void __launch_bounds__(kScanBlockChannels) gradientKernel(ScanBackwardParams<T> b)
{
    __shared__ ChunkTile chunk;
    __shared__ StateTile<kStates> tile;
    __shared__ ReduceTile reduce;
    const ScanParams<T> &p = b.scan;
    const ScanPlace<T, 1> place(p);
    StepSums sums = {};
    chunk.load(p, place);
    for (std::int64_t first = 0; first < p.states; first += kStates) {
        tile.load(p, place, chunk, first);
        sweepStates(b, place, chunk, tile, first, sums, reduce);
        storeStates(b, place, chunk, first, reduce);
    }
    if (place.active) {
        storeChannel(b, place, chunk, sums);
    }
    if (p.rank > 0) {
        __syncthreads();
        storeDt(b, place, chunk);
        storeWeight(b, place, chunk);
    }
}

} // namespace

template <typename T>
cudaError_t scanBackward(const ScanBackwardParams<T> &params, cudaStream_t stream)
{
    const ScanParams<T> &p = params.scan;
    const auto carry = &carryKernel<T>;
    cudaError_t error = launch(carry, scanBlocks<1>(p), kScanBlockChannels, stream, params);
    if (error == cudaSuccess) {
        error = scanPrefix({p.batch, p.directions, scanChunks(p), p.states, p.channels, p.crossScan, true, p.A,
                               params.chunkSum, params.carry},
            stream);
    }
    if (error == cudaSuccess) {
        const auto gradient = &gradientKernel<T>;
        error = launch(gradient, scanBlocks<1>(p), kScanBlockChannels, stream, params);
    }
    if (error == cudaSuccess && p.crossScan) {
        const MergeParams<T> merge{params.slots, p.batch * scanLength(p) * p.xRow, params.gradX};
        error = mergeSlots<4>(merge, stream);
    }
    return error;
}

template cudaError_t scanBackward(const ScanBackwardParams<float> &, cudaStream_t);
template cudaError_t scanBackward(const ScanBackwardParams<Half> &, cudaStream_t);
template cudaError_t scanBackward(const ScanBackwardParams<BFloat16> &, cudaStream_t);

} // namespace vmunet::kernels
