// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

#include <cuda_runtime_api.h>

namespace vmunet::kernels {

/// Gradients of the scan, in three steps like the forward pass but from the last chunk to the first; the states inside
/// a chunk are computed again. All pointers are device pointers. Enqueues on `stream`, allocates nothing.
/// Deterministic: sums over channel blocks, chunks and images are left to the caller, there are no atomic additions.
cudaError_t scanBackward(const ScanBackwardParams &params, cudaStream_t stream);

} // namespace vmunet::kernels
