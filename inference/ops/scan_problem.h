// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace vmunet {

/// Steps between two kept states; the backward pass recomputes the states inside such a chunk.
inline constexpr std::int64_t kScanChunk = 32;

/// What both operators are to the kernels: `directions` scans over the same pixels, channels last.
///
/// Two layouts: with `crossScan` (ss2dScan) all directions read the same x and walk the rows x cols grid in their
/// own order, with xDirection = 0; without it (selectiveScan) all walk forward, and direction k owns the
/// channels from k * xDirection on. All arrays are contiguous and in pixel order.
template <typename T>
struct ScanProblem {
    std::int64_t batch = 0;
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    std::int64_t channels = 0; // Per direction.
    std::int64_t states = 0;
    std::int64_t rank = 0; // Numbers per pixel and direction that make delta; 0 where delta is given.
    std::int64_t directions = 0;
    bool crossScan = false;
    std::int64_t xRow = 0; // Values of x per pixel.
    std::int64_t xDirection = 0; // From one direction's channels to the next one's.

    const T *x = nullptr; // [batch, length, xRow]
    const T *projected = nullptr; // [batch, length, directions, rank + 2 states]
    const T *delta = nullptr; // [batch, length, directions, channels], or null
    const T *dtWeight = nullptr; // [directions, channels, rank], or null
    const T *dtBias = nullptr; // [directions, channels]
    const T *A = nullptr; // [directions, channels, states]
    const T *D = nullptr; // [directions, channels]

    std::int64_t length() const { return rows * cols; }
    std::int64_t chunks() const { return (length() + kScanChunk - 1) / kScanChunk; }
    std::int64_t projectedWidth() const { return rank + 2 * states; }
};

/// One unit of parallel work: some channels of one image, in one direction or in all of them.
struct ScanTask {
    std::int64_t image = 0;
    std::int64_t channelBegin = 0;
    std::int64_t channelEnd = 0;
    std::int64_t directionBegin = 0;
    std::int64_t directionEnd = 0;
    std::int64_t block = 0; // Which block of channels this is.
};

template <typename T>
struct ScanForward {
    ScanProblem<T> problem;
    T *y = nullptr; // [slots, batch, length, xRow]: direction k goes to slot k * ySlot; a task's first one writes.
    std::int64_t ySlot = 0;
    T *states = nullptr; // [batch, directions, chunks, states, channels]: before each chunk; null if not wanted.
};

template <typename T>
struct ScanBackward {
    ScanProblem<T> problem;
    const T *states = nullptr; // As the forward pass left them.
    const T *gradY = nullptr; // [batch, length, xRow]
    T *gradX = nullptr; // [slots, batch, length, xRow], zero: direction k adds to slot k * xSlot.
    std::int64_t xSlot = 0;
    T *gradProjected = nullptr; // [blocks, batch, length, directions, rank + 2 states]
    T *gradDelta = nullptr; // [batch, length, directions, channels], where delta is given
    T *gradWeight = nullptr; // [batch, directions, channels, rank], where it is not
    T *gradBias = nullptr; // [batch, directions, channels]
    T *gradA = nullptr; // [batch, directions, channels, states]
    T *gradD = nullptr; // [batch, directions, channels]
};

/// Run one task with the best vector instructions of this machine. Tasks that share a slot must not
/// run at once for the same channels.
void runScanForward(const ScanForward<float> &scan, const ScanTask &task);
void runScanForward(const ScanForward<double> &scan, const ScanTask &task);
void runScanBackward(const ScanBackward<float> &scan, const ScanTask &task);
void runScanBackward(const ScanBackward<double> &scan, const ScanTask &task);

} // namespace vmunet
