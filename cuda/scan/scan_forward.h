// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

#include <cuda_runtime_api.h>

namespace vmunet::kernels {

/// The forward scan in steps, so that one image fills the chip: every chunk from a zero state, the states before the
/// chunks one after the other, every chunk again from its true state; then the sum of the directions. All pointers are
/// device pointers. Enqueues on `stream`, allocates nothing. Deterministic. For float, Half and BFloat16.
template <typename T>
cudaError_t scanForward(const ScanForwardParams<T> &params, cudaStream_t stream);

} // namespace vmunet::kernels
