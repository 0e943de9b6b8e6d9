// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/ops/graph_cache.h"

#include <string>

namespace vmunet {

struct CudaPlugin {
    bool available = false;
    std::string reason; // One sentence why not; empty if available.
    Recorder record; // Makes CUDA graphs; empty if not available.
};

/// Loads Torch's CUDA part and the CUDA scan, where a driver and a GPU answer; says why where not. The first call does
/// the work (up to 1 s with a GPU, 1 ms without a driver), later ones return its answer. Any thread.
///
/// Call it before anything asks Torch whether there is CUDA (at::hasCUDA(), torch::cuda::is_available()): Torch
/// remembers the first answer, and before this call it is no. The plugin, libvmunet_cuda_ops.so, is looked for beside
/// the executable, in ../lib/vmunet-studio and in ../lib.
const CudaPlugin &loadCudaPlugin();

} // namespace vmunet
