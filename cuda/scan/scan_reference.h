// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

namespace vmunet::kernels {

/// What scanForward and scanBackward compute, in the same chunks, on host memory and in plain loops; for float, Half
/// and BFloat16. The slots are not used.
template <typename T>
void scanForwardReference(const ScanForwardParams<T> &params);
template <typename T>
void scanBackwardReference(const ScanBackwardParams<T> &params);

} // namespace vmunet::kernels
