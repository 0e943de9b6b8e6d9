// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_backward.h"

#include "cuda/scan/scan_block.cuh"

namespace vmunet::kernels {
namespace {

constexpr int kCarryStates = 16; // In registers at once.
constexpr int kStates = 4; // Likewise; their history through a chunk is in local memory.
constexpr int kWarp = 32;
constexpr int kWarps = kScanBlockChannels / kWarp;
constexpr int kPrefixThreads = 128;
constexpr int kPrefixUnroll = 8;

/// One thread goes back through one channel of one chunk with no gradient from later chunks, and writes what it hands
/// to the chunk before, and the sum of s.
__global__ void carryKernel(ScanBackwardParams b)
{
    __shared__ ScanTile<kCarryStates> tile;
    const ScanParams &p = b.scan;
    const ScanPlace place(p);
    for (std::int64_t first = 0; first < p.states; first += kCarryStates) {
        tile.load(p, place, first);
        if (!place.active) {
            continue;
        }
        float A[kCarryStates];
        float gradH[kCarryStates] = {};
        loadScaledA(p, place, first, A);
        const std::int64_t column = place.direction * p.xDirection + place.channel;
        float sum = 0.0F;
        for (int step = place.steps; step-- > 0;) {
            const std::int64_t pixel = place.pixel(p, step);
            const float s = softplus(place.deltaWithBias(p, pixel));
            const float gradY = b.gradY[pixel * p.xRow + column];
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

/// One thread per image, direction, state and channel: from what each chunk alone hands back to the gradient of the
/// state after each chunk, in place.
__global__ void suffixKernel(ScanBackwardParams b)
{
    const ScanParams &p = b.scan;
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
    float gradH = 0.0F;
    for (std::int64_t end = chunks; end > 0; end -= kPrefixUnroll) {
        float local[kPrefixUnroll];
        float sum[kPrefixUnroll];
#pragma unroll
        for (int i = 0; i < kPrefixUnroll; ++i) {
            const std::int64_t chunk = sequence * chunks + end - 1 - i;
            const bool exists = end - 1 - i >= 0;
            local[i] = exists ? b.carry[(chunk * p.states + state) * p.channels + channel] : 0.0F;
            sum[i] = exists ? b.chunkSum[chunk * p.channels + channel] : 0.0F;
        }
#pragma unroll
        for (int i = 0; i < kPrefixUnroll; ++i) {
            if (end - 1 - i >= 0) {
                b.carry[((sequence * chunks + end - 1 - i) * p.states + state) * p.channels + channel] = gradH;
            }
            gradH = exp2f(A * sum[i]) * gradH + local[i];
        }
    }
}

/// What a thread keeps of its channel through a chunk.
struct ChannelChunk {
    float s[kScanChunk];
    float sumA[kScanChunk]; // Over states: gradient of s A, times scaled A.
    float sumB[kScanChunk]; // Over states: gradient of s u B, times B.
};

__device__ float warpSum(float v)
{
    for (int offset = kWarp / 2; offset > 0; offset /= 2) {
        v += __shfl_xor_sync(0xffffffffU, v, offset);
    }
    return v;
}

/// Gradients of B and C of one chunk and a few states, per warp.
struct ReduceTile {
    float B[kWarps][kScanChunk][kStates];
    float C[kWarps][kScanChunk][kStates];
};

/// The sweep back over a chunk for kStates states from `first` on. Threads past the last channel take part with zeros.
__device__ void sweepStates(const ScanBackwardParams &b, const ScanPlace &place, const ScanTile<kStates> &tile,
    std::int64_t first, ChannelChunk &kept, ReduceTile &reduce)
{
    const ScanParams &p = b.scan;
    const std::int64_t column = place.direction * p.xDirection + place.channel;
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
        const float u = place.active ? p.x[place.pixel(p, step) * p.xRow + column] : 0.0F;
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            before[step][j] = h[j];
            h[j] = exp2f(kept.s[step] * A[j]) * h[j] + kept.s[step] * u * tile.B[step][j];
        }
    }
    for (int step = place.steps; step-- > 0;) {
        const std::int64_t at = place.pixel(p, step) * p.xRow + column;
        const float u = place.active ? p.x[at] : 0.0F;
        const float gradY = place.active ? b.gradY[at] : 0.0F;
        const float s = kept.s[step];
#pragma unroll
        for (int j = 0; j < kStates; ++j) {
            const float gradC = warpSum(gradY * h[j]);
            gradH[j] += gradY * tile.C[step][j];
            const float gradB = warpSum(gradH[j] * s * u);
            kept.sumB[step] += gradH[j] * tile.B[step][j];
            gradH[j] *= exp2f(s * A[j]);
            h[j] = before[step][j];
            kept.sumA[step] += gradH[j] * h[j] * A[j];
            gradA[j] += gradH[j] * h[j] * s;
            if (threadIdx.x % kWarp == 0) {
                reduce.B[threadIdx.x / kWarp][step][j] = gradB;
                reduce.C[threadIdx.x / kWarp][step][j] = gradC;
            }
        }
    }
#pragma unroll
    for (int j = 0; j < kStates; ++j) {
        if (place.active && first + j < p.states) {
            b.gradA[place.stateIndex(p, first + j)] = gradA[j];
        }
    }
}

/// Adds the warps' gradients of B and C and writes them; all threads of the block together.
__device__ void storeProjected(
    const ScanBackwardParams &b, const ScanPlace &place, std::int64_t first, const ReduceTile &reduce)
{
    const ScanParams &p = b.scan;
    __syncthreads();
    for (int i = int(threadIdx.x); i < place.steps * kStates; i += kScanBlockChannels) {
        const int step = i / kStates;
        const int j = i % kStates;
        if (first + j < p.states) {
            float gradB = 0.0F;
            float gradC = 0.0F;
            for (int warp = 0; warp < kWarps; ++warp) {
                gradB += reduce.B[warp][step][j];
                gradC += reduce.C[warp][step][j];
            }
            const std::int64_t pixel = place.channelBlock * p.batch * scanLength(p) + place.pixel(p, step);
            float *row = b.gradBc + (pixel * p.directions + place.direction) * 2 * p.states + first + j;
            row[0] = gradB;
            row[p.states] = gradC;
        }
    }
}

__device__ void storeInputGradients(const ScanBackwardParams &b, const ScanPlace &place, const ChannelChunk &kept)
{
    const ScanParams &p = b.scan;
    const std::int64_t column = place.direction * p.xDirection + place.channel;
    const float skip = p.D[place.parameterRow(p)];
    float gradD = 0.0F;
    float gradBias = 0.0F;
    for (int step = 0; step < place.steps; ++step) {
        const std::int64_t pixel = place.pixel(p, step);
        const float u = p.x[pixel * p.xRow + column];
        const float gradY = b.gradY[pixel * p.xRow + column];
        const float gradS = kept.sumA[step] / kLog2E + kept.sumB[step] * u;
        const float gradDelta = gradS * softplusSlope(place.deltaWithBias(p, pixel));
        b.gradDelta[pixel * p.directions * p.channels + place.parameterRow(p)] = gradDelta;
        b.gradX[place.direction * b.xSlot + pixel * p.xRow + column] = skip * gradY + kept.sumB[step] * kept.s[step];
        gradD += gradY * u;
        gradBias += gradDelta;
    }
    b.gradD[place.chunkIndex(p)] = gradD;
    b.gradBias[place.chunkIndex(p)] = gradBias;
}

__global__ void gradientKernel(ScanBackwardParams b)
{
    __shared__ ScanTile<kStates> tile;
    __shared__ ReduceTile reduce;
    const ScanParams &p = b.scan;
    const ScanPlace place(p);
    ChannelChunk kept = {};
    for (int step = 0; place.active && step < place.steps; ++step) {
        kept.s[step] = softplus(place.deltaWithBias(p, place.pixel(p, step)));
    }
    for (std::int64_t first = 0; first < p.states; first += kStates) {
        tile.load(p, place, first);
        sweepStates(b, place, tile, first, kept, reduce);
        storeProjected(b, place, first, reduce);
    }
    if (place.active) {
        storeInputGradients(b, place, kept);
    }
}

} // namespace

cudaError_t scanBackward(const ScanBackwardParams &params, cudaStream_t stream)
{
    const ScanParams &p = params.scan;
    cudaError_t error = launch(carryKernel, scanBlocks(p), kScanBlockChannels, stream, params);
    if (error == cudaSuccess) {
        const std::int64_t items = p.batch * p.directions * p.states * p.channels;
        error = launch(suffixKernel, blocksFor(items, kPrefixThreads), kPrefixThreads, stream, params);
    }
    if (error == cudaSuccess) {
        error = launch(gradientKernel, scanBlocks(p), kScanBlockChannels, stream, params);
    }
    return error;
}

} // namespace vmunet::kernels
