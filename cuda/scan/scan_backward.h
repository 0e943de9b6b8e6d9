// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

#include <cuda_runtime_api.h>

namespace vmunet::kernels {

/// Gradients of the scan, in steps like the forward pass but from the chunk scanned last to the first; the states
/// inside a chunk are computed again. All pointers are device pointers. Enqueues on `stream`, allocates nothing.
/// Deterministic: sums over channel blocks, chunks and images are left to the caller, there are no atomic additions.
/// For float, Half and BFloat16.
template <typename T>
cudaError_t scanBackward(const ScanBackwardParams<T> &params, cudaStream_t stream);

} // namespace vmunet::kernels
