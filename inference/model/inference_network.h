// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/vm_unet.h"

namespace vmunet {

/// A copy of a network for inference alone, on `device`: evaluation mode, no gradients. Its weights are stored
/// in `type` (float32, float16 or bfloat16) but for the scan's own, which stay float32; so do the scan's state and
/// sums. It takes float32 images; its logits are of `type`.
VmUnet inferenceNetwork(const VmUnet &network, at::Device device, at::ScalarType type);

} // namespace vmunet
