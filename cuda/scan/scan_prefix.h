// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace vmunet::kernels {

/// The second step of a scan: along the chunks.
struct ScanPrefixParams {
    std::int64_t batch;
    std::int64_t directions;
    std::int64_t chunks;
    std::int64_t states;
    std::int64_t channels;
    bool crossScan;
    bool backward; // From the chunk that is scanned last to the one that is scanned first.
    const float *A; // [directions, channels, states]
    const float *chunkSum; // [batch, directions, chunks, channels]
    float *values; // [batch, directions, chunks, states, channels]
};

/// In place: what each chunk alone leaves behind, from 0, becomes what truly enters it:
/// entering = exp(A sum) entering + left behind, 0 for the first. Enqueues on `stream`.
cudaError_t scanPrefix(const ScanPrefixParams &params, cudaStream_t stream);

} // namespace vmunet::kernels
