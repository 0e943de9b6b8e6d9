// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

namespace vmunet::kernels {

/// What scanForward and scanBackward compute, in the same chunks and the same order, on host memory and in plain loops.
void scanForwardReference(const ScanForwardParams &params);
void scanBackwardReference(const ScanBackwardParams &params);

} // namespace vmunet::kernels
