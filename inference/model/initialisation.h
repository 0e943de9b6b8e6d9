// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>

namespace vmunet {

/// Gives every parameter of a VM-UNet the published implementation's initial value, drawn from Torch's generator:
/// linear weights normal with deviation 0.02; norms 1 and 0; convolutions uniform in +-1/sqrt(fan-in); the scan as in
/// Mamba (delta between 0.001 and 0.1, A = -1 ... -N, D = 1).
void setInitialValues(torch::nn::Module &network);

} // namespace vmunet
