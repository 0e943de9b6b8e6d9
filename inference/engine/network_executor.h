// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/vm_unet.h"
#include "inference/ops/graph_cache.h"

namespace vmunet {

/// Runs a network on one device, for inference alone, or on the CPU when that is asked for. On a GPU a copy of it is
/// kept, its weights in the wished type, and each shape of input that comes more than once is recorded as a CUDA graph,
/// so that the processor hands over a whole forward pass at once. Throws Torch's exceptions. One thread at a time.
class NetworkExecutor {
public:
    /// `network` is on the CPU, in evaluation mode and not changed any more. `type` other than float32: on a GPU only.
    NetworkExecutor(VmUnet network, at::Device device, at::ScalarType type);

    /// Inputs [B, C, S, S] to probabilities [B, classes, S, S], both float32 on the CPU.
    at::Tensor run(const at::Tensor &inputs);
    /// The same in float32 on the CPU; gives the GPU's memory back first.
    at::Tensor runOnCpu(const at::Tensor &inputs);

    /// Why the GPU gets every operation by itself, one line; empty where it does not.
    std::string recordingFailure() const { return m_onGpu ? m_onGpu->failure() : std::string(); }

private:
    GraphCache &onGpu();

    VmUnet m_network;
    at::Device m_device;
    at::ScalarType m_type;
    std::unique_ptr<GraphCache> m_onGpu; ///< With the copy; made for the first input, and again after runOnCpu().
};

} // namespace vmunet
