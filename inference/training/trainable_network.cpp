// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/trainable_network.h"

#include "inference/training/autocast_scope.h"
#include "inference/training/training_group.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

namespace {

at::Device deviceOf(const VmUnet &network)
{
    return network->parameters().front().device();
}

VmUnet copyOf(const VmUnet &network)
{
    const at::NoGradGuard noGrad;
    VmUnet copy(network->config(), VmUnetImpl::Values::Unset);
    copy->to(deviceOf(network));
    const std::vector<at::Tensor> from = network->parameters();
    std::vector<at::Tensor> to = copy->parameters();
    for (size_t i = 0; i < to.size(); ++i) {
        to[i].copy_(from[i]);
        to[i].set_requires_grad(false);
    }
    copy->eval();
    return copy;
}

at::Tensor borrowed(const std::vector<float> &values, at::IntArrayRef shape)
{
    return at::from_blob(const_cast<float *>(values.data()), shape, at::kFloat);
}

} // namespace

at::Tensor imageTensor(const Batch &batch, at::Device device)
{
    return borrowed(batch.images, {batch.count, batch.channels, batch.side, batch.side}).to(device);
}

at::Tensor targetTensor(const Batch &batch, std::int64_t classes, at::Device device)
{
    const at::Tensor targets = borrowed(batch.targets, {batch.count, batch.side, batch.side});
    return targets.to(device, classes == 1 ? at::kFloat : at::kLong);
}

TrainableNetwork::TrainableNetwork(
    VmUnet network, const Optimizer::Options &options, double averageDecay, at::ScalarType type)
    : m_network(std::move(network))
    , m_device(deviceOf(m_network))
    , m_optimizer(m_network->parameters(), options)
    , m_averageDecay(averageDecay)
    , m_type(type)
{
    if (averageDecay > 0) {
        m_average = copyOf(m_network);
    }
}

StepResult TrainableNetwork::step(const Batch &batch, double learningRate, const StepParts &parts)
{
    m_network->train();
    m_optimizer.zeroGrad();
    // The loss itself in float32: sums over an image's pixels, and logarithms.
    const auto forward = [this](const at::Tensor &images) {
        const AutocastScope autocast(m_device.type(), m_type);
        return m_network->logits(images).to(at::kFloat);
    };
    PartGradients gradients(
        forward, m_network->config().classes, m_loss, m_device, scalesLoss() ? m_scaler.scale() : 1);
    gradients.setGroup(m_group);
    StepResult result = gradients.add(batch, parts);
    if (result.dropped || !std::isfinite(result.loss)) {
        m_optimizer.zeroGrad();
        return result;
    }
    if (m_group) {
        m_group->sumGradients(m_network->parameters());
    }
    if (gradientsAreFinite()) {
        m_optimizer.step(learningRate);
        updateAverage();
    }
    if (m_scaler.exhausted()) {
        result.loss = std::nan("");
    }
    return result;
}

// Takes the scale out of them too. Without a scale they are taken as they are, as the published script does.
bool TrainableNetwork::gradientsAreFinite()
{
    if (!scalesLoss()) {
        return true;
    }
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> gradients;
    for (const at::Tensor &parameter : m_network->parameters()) {
        if (parameter.grad().defined()) {
            gradients.push_back(parameter.grad());
        }
    }
    const auto options = at::TensorOptions(m_device).dtype(at::kFloat);
    at::Tensor overflow = at::zeros({1}, options);
    at::_amp_foreach_non_finite_check_and_unscale_(gradients, overflow, at::full({1}, 1 / m_scaler.scale(), options));
    const bool finite = overflow.item<float>() == 0;
    m_scaler.update(finite);
    return finite;
}

void TrainableNetwork::updateAverage()
{
    if (!m_average) {
        return;
    }
    const at::NoGradGuard noGrad;
    // Early weights are worth little: the average's memory grows with the steps done, up to the decay asked for.
    const double steps = m_optimizer.updates();
    const double decay = std::min(m_averageDecay, (1 + steps) / (10 + steps));
    std::vector<at::Tensor> average = (*m_average)->parameters();
    at::_foreach_lerp_(average, m_network->parameters(), 1 - decay);
}

} // namespace vmunet
