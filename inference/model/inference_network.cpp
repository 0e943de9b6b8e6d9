// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/inference_network.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace vmunet {

namespace {

/// The scan takes these in float32 only: they stand in exponents and are a hundredth of the network.
bool isOfTheScan(std::string_view name)
{
    constexpr std::array<std::string_view, 4> kEnds{"dt_projs_weight", "dt_projs_bias", "A_logs", "Ds"};
    return std::any_of(kEnds.begin(), kEnds.end(), [name](std::string_view end) { return name.ends_with(end); });
}

} // namespace

VmUnet inferenceNetwork(const VmUnet &network, at::Device device, at::ScalarType type)
{
    const c10::InferenceMode normalMode(false); // Weights that count their changes can be prepared once.
    const at::NoGradGuard noGrad;
    VmUnet copy(network->config(), VmUnetImpl::Values::Unset);
    const auto from = network->named_parameters();
    for (auto &entry : copy->named_parameters()) {
        const at::ScalarType stored = isOfTheScan(entry.key()) ? at::kFloat : type;
        entry.value().set_requires_grad(false);
        entry.value().set_data(from[entry.key()].detach().to(device, stored, /*non_blocking=*/false, /*copy=*/true));
    }
    copy->eval();
    return copy;
}

} // namespace vmunet
