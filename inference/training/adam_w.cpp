// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/adam_w.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <set>
#include <utility>

namespace vmunet {

AdamW::AdamW(std::vector<at::Tensor> parameters, Options options)
    : m_parameters(std::move(parameters))
    , m_options(options)
    , m_rateFactors(m_parameters.size(), 1.0)
{
    for (const at::Tensor &parameter : m_parameters) {
        m_state.step.push_back(at::zeros({}, parameter.options().dtype(at::kFloat).requires_grad(false)));
        m_state.expAvg.push_back(at::zeros_like(parameter, parameter.options().requires_grad(false)));
        m_state.expAvgSq.push_back(at::zeros_like(parameter, parameter.options().requires_grad(false)));
    }
}

void AdamW::setRateFactors(std::vector<double> factors)
{
    TORCH_CHECK(factors.size() == m_parameters.size(), "there are ", factors.size(), " factors for ",
        m_parameters.size(), " parameters");
    m_rateFactors = std::move(factors);
}

void AdamW::step(double learningRate)
{
    for (const double factor : std::set<double>(m_rateFactors.begin(), m_rateFactors.end())) {
        step(learningRate, factor);
    }
}

// Those parameters that have this factor.
void AdamW::step(double learningRate, double factor)
{
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> parameters, gradients, expAvg, expAvgSq, steps;
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        if (m_parameters[i].grad().defined() && m_rateFactors[i] == factor) {
            parameters.push_back(m_parameters[i]);
            gradients.push_back(m_parameters[i].grad());
            expAvg.push_back(m_state.expAvg[i]);
            expAvgSq.push_back(m_state.expAvgSq[i]);
            steps.push_back(m_state.step[i].add_(1));
        }
    }
    if (!parameters.empty()) {
        at::_fused_adamw_(parameters, gradients, expAvg, expAvgSq, {}, steps, learningRate * factor, m_options.beta1,
            m_options.beta2, m_options.weightDecay, m_options.epsilon, /*amsgrad=*/false, /*maximize=*/false);
    }
}

void AdamW::zeroGrad()
{
    for (at::Tensor &parameter : m_parameters) {
        parameter.mutable_grad().reset();
    }
}

void AdamW::setState(const State &state)
{
    TORCH_CHECK(state.step.size() == m_parameters.size() && state.expAvg.size() == m_parameters.size()
            && state.expAvgSq.size() == m_parameters.size(),
        "the optimizer's state is of ", state.step.size(), " parameters, the network has ", m_parameters.size());
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        TORCH_CHECK(state.expAvg[i].sizes() == m_parameters[i].sizes()
                && state.expAvgSq[i].sizes() == m_parameters[i].sizes() && state.step[i].numel() == 1,
            "the optimizer's state of parameter ", i, " is ", state.expAvg[i].sizes(), ", the network's is ",
            m_parameters[i].sizes());
    }
    const at::NoGradGuard noGrad;
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        m_state.step[i].copy_(state.step[i].reshape({}));
        m_state.expAvg[i].copy_(state.expAvg[i]);
        m_state.expAvgSq[i].copy_(state.expAvgSq[i]);
    }
}

} // namespace vmunet
