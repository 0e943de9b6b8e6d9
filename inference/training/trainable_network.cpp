// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/trainable_network.h"

#include "inference/training/losses.h"

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

TrainableNetwork::TrainableNetwork(VmUnet network, const AdamW::Options &options, double averageDecay)
    : m_network(std::move(network))
    , m_device(deviceOf(m_network))
    , m_optimizer(m_network->parameters(), options)
    , m_averageDecay(averageDecay)
{
    if (averageDecay > 0) {
        m_average = copyOf(m_network);
    }
}

double TrainableNetwork::step(const Batch &batch, double learningRate)
{
    const std::int64_t classes = m_network->config().classes;
    m_network->train();
    const at::Tensor logits = m_network->logits(imageTensor(batch, m_device));
    const at::Tensor loss = segmentationLoss(logits, targetTensor(batch, classes, m_device), classes);
    const auto value = loss.item<double>();
    if (!std::isfinite(value)) {
        return value;
    }
    m_optimizer.zeroGrad();
    loss.backward();
    m_optimizer.step(learningRate);
    updateAverage();
    return value;
}

void TrainableNetwork::updateAverage()
{
    if (!m_average) {
        return;
    }
    const at::NoGradGuard noGrad;
    // Early weights are worth little: the average's memory grows with the steps done, up to the decay asked for.
    const auto steps = m_optimizer.state().step.front().item<double>();
    const double decay = std::min(m_averageDecay, (1 + steps) / (10 + steps));
    std::vector<at::Tensor> average = (*m_average)->parameters();
    at::_foreach_lerp_(average, m_network->parameters(), 1 - decay);
}

} // namespace vmunet
