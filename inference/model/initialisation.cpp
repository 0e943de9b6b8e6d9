// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/initialisation.h"

#include <cmath>
#include <string_view>

namespace vmunet {

namespace {

void setUniform(at::Tensor &values, double bound)
{
    values.uniform_(-bound, bound);
}

/// The bias with which softplus gives a step between 0.001 and 0.1, evenly drawn on a logarithmic scale.
void setDeltaBias(at::Tensor &values)
{
    const at::Tensor step = at::empty_like(values).uniform_(std::log(0.001), std::log(0.1)).exp_().clamp_min_(1e-4);
    values.copy_(step + (-(-step).expm1()).log());
}

void setConvolution(torch::nn::Module &convolution)
{
    auto parameters = convolution.named_parameters(false);
    const at::Tensor weight = parameters["weight"];
    const double bound = 1 / std::sqrt(double(weight.numel() / weight.size(0)));
    setUniform(parameters["weight"], bound);
    setUniform(parameters["bias"], bound);
}

void setScan(torch::OrderedDict<std::string, at::Tensor> parameters)
{
    at::Tensor &xProjection = parameters["x_proj_weight"];
    setUniform(xProjection, 1 / std::sqrt(double(xProjection.size(2))));
    at::Tensor &deltaProjection = parameters["dt_projs_weight"];
    setUniform(deltaProjection, 1 / std::sqrt(double(deltaProjection.size(2))));
    setDeltaBias(parameters["dt_projs_bias"]);
    at::Tensor &logA = parameters["A_logs"];
    logA.copy_(at::arange(1, logA.size(1) + 1, logA.options()).log().expand_as(logA));
    parameters["Ds"].fill_(1);
}

} // namespace

void setInitialValues(torch::nn::Module &network)
{
    const at::NoGradGuard noGradients;
    for (const auto &child : network.named_modules({}, /*include_self=*/false)) {
        auto parameters = child.value()->named_parameters(false);
        if (parameters.contains("A_logs")) {
            setScan(parameters);
        } else if (parameters.contains("weight")) {
            at::Tensor &weight = parameters["weight"];
            if (weight.dim() == 4) {
                setConvolution(*child.value());
            } else if (weight.dim() == 2) {
                weight.normal_(0, 0.02);
            } else {
                weight.fill_(1);
                parameters["bias"].fill_(0);
            }
        }
    }
}

} // namespace vmunet
