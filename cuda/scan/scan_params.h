// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define VMUNET_HOST_DEVICE __host__ __device__
#else
#define VMUNET_HOST_DEVICE
#endif

namespace vmunet::kernels {

/// Steps that one thread scans in a row; the state before each such chunk is kept for the backward pass.
constexpr int kScanChunk = 32;

/// Channels of one thread block. Gradients of B and C come summed over one block's channels each.
constexpr int kScanBlockChannels = 64;

/// Selective scans in several directions over the same pixels, channels last, float32, all arrays contiguous.
///
/// With `crossScan` (the four directions of SS2D) all directions read the same x, with xDirection = 0: 0 row by row, 1
/// column by column, 2 and 3 these reversed. Without it all walk forward, and direction k owns the channels from
/// k * xDirection on. For step t of a row: s = softplus(delta + dtBias), h[n] = exp(s A[n]) h[n] + s B[n] x,
/// y = sum of C[n] h[n] + D x; h = 0 before the first step.
struct ScanParams {
    std::int64_t batch;
    std::int64_t rows;
    std::int64_t cols;
    std::int64_t channels; // Per direction.
    std::int64_t states;
    std::int64_t directions;
    bool crossScan;
    std::int64_t xRow; // Values of x per pixel.
    std::int64_t xDirection; // From one direction's channels to the next one's.
    std::int64_t bcRow; // From one direction's B to the next one's; C follows B.

    const float *x; // [batch, length, xRow]
    const float *delta; // [batch, length, directions, channels], without bias
    const float *bc; // [batch, length, directions, bcRow], of which the first 2 states are read
    const float *dtBias; // [directions, channels]
    const float *A; // [directions, channels, states], not positive
    const float *D; // [directions, channels]
};

struct ScanForwardParams {
    ScanParams scan;
    float *y; // [slots, batch, length, xRow]: direction k writes to slot k * ySlot
    std::int64_t ySlot; // 0 where directions have channels of their own
    float *states; // [batch, directions, chunks, states, channels]: before each chunk
    float *chunkSum; // [batch, directions, chunks, channels], workspace: s summed over each chunk
};

struct ScanBackwardParams {
    ScanParams scan;
    const float *states; // As the forward pass left them.
    const float *gradY; // [batch, length, xRow]
    float *gradX; // [slots, batch, length, xRow]: direction k writes to slot k * xSlot
    std::int64_t xSlot;
    float *gradDelta; // [batch, length, directions, channels]
    float *gradBc; // [channel blocks, batch, length, directions, 2 states]: to be summed over the first axis
    float *gradA; // [batch, directions, chunks, states, channels]: to be summed over batch and chunks
    float *gradD; // [batch, directions, chunks, channels]: likewise
    float *gradBias; // [batch, directions, chunks, channels]: likewise
    float *carry; // [batch, directions, chunks, states, channels], workspace: gradient of the state after each chunk
    float *chunkSum; // [batch, directions, chunks, channels], workspace
};

VMUNET_HOST_DEVICE inline std::int64_t scanLength(const ScanParams &p)
{
    return p.rows * p.cols;
}

VMUNET_HOST_DEVICE inline std::int64_t scanChunks(const ScanParams &p)
{
    return (scanLength(p) + kScanChunk - 1) / kScanChunk;
}

VMUNET_HOST_DEVICE inline std::int64_t scanChannelBlocks(const ScanParams &p)
{
    return (p.channels + kScanBlockChannels - 1) / kScanBlockChannels;
}

/// Steps in a chunk: the last one may be shorter.
VMUNET_HOST_DEVICE inline int scanChunkSteps(const ScanParams &p, std::int64_t chunk)
{
    const std::int64_t left = scanLength(p) - chunk * kScanChunk;
    return int(left < kScanChunk ? left : kScanChunk);
}

/// The pixel, counted through the whole batch, that `direction` visits at step t.
VMUNET_HOST_DEVICE inline std::int64_t scanPixel(
    const ScanParams &p, std::int64_t image, std::int64_t direction, std::int64_t t)
{
    const std::int64_t length = scanLength(p);
    if (p.crossScan && direction >= 2) {
        t = length - 1 - t;
    }
    if (p.crossScan && direction % 2 == 1) {
        t = (t % p.rows) * p.cols + t / p.rows;
    }
    return image * length + t;
}

} // namespace vmunet::kernels
