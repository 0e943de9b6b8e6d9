// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/common/half_float.h"
#include "cuda/common/host_device.h"

#include <cstdint>

namespace vmunet::kernels {

/// Steps that one thread scans in a row; the state before each such chunk is kept for the backward pass.
constexpr int kScanChunk = 32;

/// Channels of one thread block. Gradients of dt, B and C come summed over one block's channels each.
constexpr int kScanBlockChannels = 64;

/// Selective scans in several directions over the same pixels, channels last, all arrays contiguous. T is what pixels
/// are stored in: float, Half or BFloat16; parameters, states and sums are float32. y, and so its gradient, is Wide<T>:
/// trained networks have sums beyond what Half can tell.
///
/// With `crossScan` (the four directions of SS2D) all directions read the same x, with xDirection = 0: 0 row by row, 1
/// column by column, 2 and 3 these reversed. Without it all walk forward, and direction k owns the channels from
/// k * xDirection on. For step t of a row: s = softplus(delta + dtBias), h[n] = exp(s A[n]) h[n] + s B[n] x,
/// y = sum of C[n] h[n] + D x; h = 0 before the first step. delta is dtWeight times the pixel's dt.
///
/// Chunks are counted along the path of directions 0 and 1: a reversed direction goes through them from the last to the
/// first, so that opposite directions share their chunks' pixels.
template <typename T>
struct ScanParams {
    std::int64_t batch;
    std::int64_t rows;
    std::int64_t cols;
    std::int64_t channels; // Per direction.
    std::int64_t states;
    std::int64_t rank; // Of dt; 0: delta is given.
    std::int64_t directions;
    bool crossScan;
    std::int64_t xRow; // Values of x per pixel.
    std::int64_t xDirection; // From one direction's channels to the next one's.

    const T *x; // [batch, length, xRow]
    const T *projected; // [batch, length, directions, rank + 2 states]: dt, B and C
    const T *delta; // [batch, length, directions, channels], without bias; null unless rank is 0
    const float *dtWeight; // [directions, channels, rank]; null if rank is 0
    const float *dtBias; // [directions, channels]
    const float *A; // [directions, channels, states], not positive
    const float *D; // [directions, channels]
};

template <typename T>
struct ScanForwardParams {
    ScanParams<T> scan;
    Wide<T> *y; // [batch, length, xRow]
    float *slots; // [2, batch, length, xRow], workspace of the cross scan: a pair of opposite directions each
    float *states; // [batch, directions, chunks, states, channels]: before each chunk
    float *chunkSum; // [batch, directions, chunks, channels], workspace: s summed over each chunk
};

template <typename T>
struct ScanBackwardParams {
    ScanParams<T> scan;
    const float *states; // As the forward pass left them.
    const Wide<T> *gradY; // [batch, length, xRow]
    T *gradX; // [batch, length, xRow]
    float *slots; // [4, batch, length, xRow], workspace of the cross scan: a direction each
    T *gradDelta; // [batch, length, directions, channels]; null unless rank is 0
    float *gradProjected; // [channel blocks, batch, length, directions, rank + 2 states]: to be summed over blocks
    float *gradWeight; // [batch, directions, chunks, rank, channels]: to be summed over batch and chunks
    float *gradA; // [batch, directions, chunks, states, channels]: likewise
    float *gradD; // [batch, directions, chunks, channels]: likewise
    float *gradBias; // [batch, directions, chunks, channels]: likewise
    float *carry; // [batch, directions, chunks, states, channels], workspace: gradient of the state after each chunk
    float *chunkSum; // [batch, directions, chunks, channels], workspace
};

template <typename T>
VMUNET_HOST_DEVICE std::int64_t scanLength(const ScanParams<T> &p)
{
    return p.rows * p.cols;
}

template <typename T>
VMUNET_HOST_DEVICE std::int64_t scanChunks(const ScanParams<T> &p)
{
    return (scanLength(p) + kScanChunk - 1) / kScanChunk;
}

template <typename T>
VMUNET_HOST_DEVICE std::int64_t scanChannelBlocks(const ScanParams<T> &p)
{
    return (p.channels + kScanBlockChannels - 1) / kScanBlockChannels;
}

/// Values of `projected` per pixel and direction.
template <typename T>
VMUNET_HOST_DEVICE std::int64_t scanProjectedRow(const ScanParams<T> &p)
{
    return p.rank + 2 * p.states;
}

/// Steps in a chunk: the last one may be shorter.
template <typename T>
VMUNET_HOST_DEVICE int scanChunkSteps(const ScanParams<T> &p, std::int64_t chunk)
{
    const std::int64_t left = scanLength(p) - chunk * kScanChunk;
    return int(left < kScanChunk ? left : kScanChunk);
}

VMUNET_HOST_DEVICE inline bool scanIsReversed(bool crossScan, std::int64_t direction)
{
    return crossScan && direction >= 2;
}

/// Where in its chunk a step is, counted along the path of directions 0 and 1.
template <typename T>
VMUNET_HOST_DEVICE int scanPlaceOfStep(const ScanParams<T> &p, std::int64_t direction, int steps, int step)
{
    return scanIsReversed(p.crossScan, direction) ? steps - 1 - step : step;
}

/// The pixel, counted through the whole batch, that `direction` visits at a step of a chunk.
template <typename T>
VMUNET_HOST_DEVICE std::int64_t scanPixel(
    const ScanParams<T> &p, std::int64_t image, std::int64_t direction, std::int64_t chunk, int step)
{
    const int place = scanPlaceOfStep(p, direction, scanChunkSteps(p, chunk), step);
    std::int64_t t = chunk * kScanChunk + place;
    if (p.crossScan && direction % 2 == 1) {
        t = (t % p.rows) * p.cols + t / p.rows;
    }
    return image * scanLength(p) + t;
}

} // namespace vmunet::kernels
