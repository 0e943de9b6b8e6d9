// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

#include <cuda_runtime_api.h>

namespace vmunet::kernels {

/// The forward scan in three steps, so that one image fills the chip: every chunk from a zero state, the states before
/// the chunks one after the other, every chunk again from its true state. All pointers are device pointers.
/// Enqueues on `stream`, allocates nothing. Deterministic.
cudaError_t scanForward(const ScanForwardParams &params, cudaStream_t stream);

} // namespace vmunet::kernels
