// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/optimizer.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

namespace vmunet {

namespace {

constexpr double kRho = 0.9; // Adadelta.
constexpr double kAlpha = 0.99; // RMSprop.
// ASGD: decay of the weights, power of the rate's fall, step from which on weights are averaged.
constexpr double kLambda = 1e-4;
constexpr double kPower = 0.75;
constexpr double kAverageFrom = 1e6;
// Rprop: factors after a change of sign and without, bounds of the step.
constexpr double kShrink = 0.5;
constexpr double kGrow = 1.2;
constexpr double kSmallest = 1e-6;
constexpr double kLargest = 50;

std::span<const Optimizer::Slot> slotsOf(OptimizerRule rule)
{
    using Slot = Optimizer::Slot;
    static constexpr std::array<Slot, 3> adam{{{"step", true}, {"exp_avg"}, {"exp_avg_sq"}}};
    static constexpr std::array<Slot, 3> adamax{{{"step", true}, {"exp_avg"}, {"exp_inf"}}};
    static constexpr std::array<Slot, 3> adadelta{{{"step", true}, {"square_avg"}, {"acc_delta"}}};
    static constexpr std::array<Slot, 2> adagrad{{{"step", true}, {"sum"}}};
    static constexpr std::array<Slot, 4> asgd{{{"step", true}, {"eta", true}, {"mu", true}, {"ax"}}};
    static constexpr std::array<Slot, 2> rmsprop{{{"step", true}, {"square_avg"}}};
    static constexpr std::array<Slot, 3> rprop{{{"step", true}, {"prev"}, {"step_size"}}};
    static constexpr std::array<Slot, 2> sgd{{{"step", true}, {"momentum_buffer"}}};
    switch (rule) {
    case OptimizerRule::AdamW:
    case OptimizerRule::Adam:
        return adam;
    case OptimizerRule::Adamax:
        return adamax;
    case OptimizerRule::Adadelta:
        return adadelta;
    case OptimizerRule::Adagrad:
        return adagrad;
    case OptimizerRule::Asgd:
        return asgd;
    case OptimizerRule::Rmsprop:
        return rmsprop;
    case OptimizerRule::Rprop:
        return rprop;
    case OptimizerRule::Sgd:
        return sgd;
    }
    return {};
}

bool isFused(OptimizerRule rule)
{
    return rule == OptimizerRule::AdamW || rule == OptimizerRule::Adam;
}

// Each of these changes `p` by its gradient `g` and the slots `a`, `b` (in the order of slotsOf()) in step `t`, from 1.

void adamax(const at::Tensor &p, const at::Tensor &g, const at::Tensor &average, const at::Tensor &norm, double t,
    double rate, const Optimizer::Options &options)
{
    average.lerp_(g, 1 - options.beta1);
    norm.copy_(at::maximum(norm * options.beta2, g.abs() + options.epsilon()));
    p.addcdiv_(average, norm, -rate / (1 - std::pow(options.beta1, t)));
}

void adadelta(const at::Tensor &p, const at::Tensor &g, const at::Tensor &squares, const at::Tensor &deltas,
    double rate, double epsilon)
{
    squares.mul_(kRho).addcmul_(g, g, 1 - kRho);
    const at::Tensor delta = (deltas + epsilon).sqrt_().div_((squares + epsilon).sqrt_()).mul_(g);
    deltas.mul_(kRho).addcmul_(delta, delta, 1 - kRho);
    p.sub_(delta, rate);
}

// The rate that a step uses was made by the one before.
void asgd(const at::Tensor &p, const at::Tensor &g, const at::Tensor &eta, const at::Tensor &mu,
    const at::Tensor &average, double t, double rate)
{
    const double now = t == 1 ? rate : eta.item<double>();
    const double weight = t == 1 ? 1 : mu.item<double>();
    p.mul_(1 - kLambda * now).sub_(g, now);
    average.lerp_(p, weight);
    eta.fill_(rate / std::pow(1 + kLambda * rate * t, kPower));
    mu.fill_(1 / std::max(1.0, t - kAverageFrom));
}

void rprop(
    const at::Tensor &p, const at::Tensor &g, const at::Tensor &previous, const at::Tensor &size, double t, double rate)
{
    if (t == 1) {
        size.fill_(rate);
    }
    const at::Tensor agreement = g * previous;
    size.mul_(at::where(agreement > 0, kGrow, at::where(agreement < 0, kShrink, 1.0))).clamp_(kSmallest, kLargest);
    const at::Tensor used = g.masked_fill(agreement < 0, 0);
    p.addcmul_(used.sign(), size, -1);
    previous.copy_(used);
}

void sgd(const at::Tensor &p, const at::Tensor &g, const at::Tensor &buffer, double rate, double momentum)
{
    p.sub_(buffer.mul_(momentum).add_(g), rate); // It begins as 0, so the first step's is the gradient.
}

} // namespace

double Optimizer::Options::epsilon() const
{
    return rule == OptimizerRule::Adadelta ? 1e-6 : rule == OptimizerRule::Adagrad ? 1e-10 : 1e-8;
}

Optimizer::Optimizer(std::vector<at::Tensor> parameters, Options options)
    : m_parameters(std::move(parameters))
    , m_options(options)
    , m_rateFactors(m_parameters.size(), 1.0)
{
    for (const Slot &slot : slots()) {
        std::vector<at::Tensor> &tensors = m_state.emplace_back();
        for (const at::Tensor &parameter : m_parameters) {
            const at::TensorOptions like = parameter.options().requires_grad(false);
            tensors.push_back(slot.isNumber ? at::zeros({}, like.dtype(at::kFloat)) : at::zeros_like(parameter, like));
        }
    }
}

std::span<const Optimizer::Slot> Optimizer::slots() const
{
    return slotsOf(m_options.rule);
}

double Optimizer::updates() const
{
    double most = 0;
    for (const at::Tensor &step : m_state.front()) {
        most = std::max(most, step.item<double>());
    }
    return most;
}

void Optimizer::setRateFactors(std::vector<double> factors)
{
    TORCH_CHECK(factors.size() == m_parameters.size(), "there are ", factors.size(), " factors for ",
        m_parameters.size(), " parameters");
    m_rateFactors = std::move(factors);
}

void Optimizer::step(double learningRate)
{
    const at::NoGradGuard noGrad;
    if (isFused(m_options.rule)) {
        for (const double factor : std::set<double>(m_rateFactors.begin(), m_rateFactors.end())) {
            stepFused(learningRate * factor, factor);
        }
        return;
    }
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        if (m_parameters[i].grad().defined()) {
            stepOne(i, learningRate * m_rateFactors[i]);
        }
    }
}

// Those parameters that have this factor.
void Optimizer::stepFused(double learningRate, double factor)
{
    std::vector<at::Tensor> parameters, gradients, expAvg, expAvgSq, steps;
    for (size_t i = 0; i < m_parameters.size(); ++i) {
        if (m_parameters[i].grad().defined() && m_rateFactors[i] == factor) {
            parameters.push_back(m_parameters[i]);
            gradients.push_back(m_parameters[i].grad());
            steps.push_back(m_state[0][i].add_(1));
            expAvg.push_back(m_state[1][i]);
            expAvgSq.push_back(m_state[2][i]);
        }
    }
    if (parameters.empty()) {
        return;
    }
    const auto with = [&](auto update) {
        update(parameters, gradients, expAvg, expAvgSq, at::TensorList{}, steps, learningRate, m_options.beta1,
            m_options.beta2, m_options.weightDecay, m_options.epsilon(), /*amsgrad=*/false, /*maximize=*/false);
    };
    if (m_options.rule == OptimizerRule::Adam) {
        with([](auto &&...arguments) { at::_fused_adam_(arguments...); });
    } else {
        with([](auto &&...arguments) { at::_fused_adamw_(arguments...); });
    }
}

void Optimizer::stepOne(size_t parameter, double learningRate)
{
    const at::Tensor &p = m_parameters[parameter];
    const auto slot = [&](size_t number) -> const at::Tensor & { return m_state[number][parameter]; };
    const double t = slot(0).add_(1).item<double>();
    const bool decays = m_options.weightDecay > 0 && m_options.rule != OptimizerRule::Rprop;
    const at::Tensor g = decays ? p.grad().add(p, m_options.weightDecay) : p.grad();
    switch (m_options.rule) {
    case OptimizerRule::AdamW:
    case OptimizerRule::Adam:
        break; // stepFused().
    case OptimizerRule::Adamax:
        adamax(p, g, slot(1), slot(2), t, learningRate, m_options);
        break;
    case OptimizerRule::Adadelta:
        adadelta(p, g, slot(1), slot(2), learningRate, m_options.epsilon());
        break;
    case OptimizerRule::Adagrad:
        slot(1).addcmul_(g, g);
        p.addcdiv_(g, slot(1).sqrt().add_(m_options.epsilon()), -learningRate);
        break;
    case OptimizerRule::Asgd:
        asgd(p, g, slot(1), slot(2), slot(3), t, learningRate);
        break;
    case OptimizerRule::Rmsprop:
        slot(1).mul_(kAlpha).addcmul_(g, g, 1 - kAlpha);
        p.addcdiv_(g, slot(1).sqrt().add_(m_options.epsilon()), -learningRate);
        break;
    case OptimizerRule::Rprop:
        rprop(p, g, slot(1), slot(2), t, learningRate);
        break;
    case OptimizerRule::Sgd:
        sgd(p, g, slot(1), learningRate, m_options.momentum);
        break;
    }
}

void Optimizer::zeroGrad()
{
    for (at::Tensor &parameter : m_parameters) {
        parameter.mutable_grad().reset();
    }
}

void Optimizer::setState(const State &state)
{
    TORCH_CHECK(state.size() == m_state.size(), "the optimizer's state is another optimizer's");
    for (size_t slot = 0; slot < m_state.size(); ++slot) {
        TORCH_CHECK(state[slot].size() == m_parameters.size(), "the optimizer's state is of ", state[slot].size(),
            " parameters, the network has ", m_parameters.size());
        for (size_t i = 0; i < m_parameters.size(); ++i) {
            const bool fits = slots()[slot].isNumber ? state[slot][i].numel() == 1
                                                     : state[slot][i].sizes() == m_parameters[i].sizes();
            TORCH_CHECK(fits, "the optimizer's state of parameter ", i, " is ", state[slot][i].sizes(),
                ", the network's is ", m_parameters[i].sizes());
        }
    }
    const at::NoGradGuard noGrad;
    for (size_t slot = 0; slot < m_state.size(); ++slot) {
        for (size_t i = 0; i < m_parameters.size(); ++i) {
            m_state[slot][i].copy_(state[slot][i].reshape(m_state[slot][i].sizes()));
        }
    }
}

} // namespace vmunet
