// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/norm/norm_gate_params.h"

#include <cuda_runtime_api.h>

namespace vmunet::kernels {

/// Device pointers. Enqueues on `stream`, allocates nothing. Deterministic. For float, Half and BFloat16.
template <typename T>
cudaError_t normGate(const NormGateParams<T> &params, cudaStream_t stream);

} // namespace vmunet::kernels
