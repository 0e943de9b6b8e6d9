// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/norm/norm_gate_params.h"

namespace vmunet::kernels {

/// What normGate computes, on host memory and in plain loops; for float, Half and BFloat16.
template <typename T>
void normGateReference(const NormGateParams<T> &params);

} // namespace vmunet::kernels
