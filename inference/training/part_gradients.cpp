// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/part_gradients.h"

#include "inference/training/class_sums.h"
#include "inference/training/run_random.h"
#include "inference/training/trainable_network.h"
#include "inference/training/training_group.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

struct PartGradients::Part {
    at::Tensor images;
    at::Tensor target;
    std::int64_t number;
    double share; ///< Of the images in all shares.
};

PartGradients::PartGradients(
    Forward forward, std::int64_t classes, const LossOptions &loss, at::Device device, double scale)
    : m_forward(std::move(forward))
    , m_classes(classes)
    , m_loss(loss)
    , m_device(device)
    , m_scale(scale)
{
}

StepResult PartGradients::add(const Batch &batch, const StepParts &parts)
{
    m_parts = parts;
    m_images = imageTensor(batch, at::kCPU);
    m_targets = targetTensor(batch, m_classes, at::kCPU);
    m_size = parts.largest > 0 ? std::min(parts.largest, batch.count) : batch.count;
    m_allCount = batch.countInAllShares();
    return m_size == batch.count && !m_group ? StepResult{addWhole(), false} : addParts();
}

PartGradients::Part PartGradients::part(std::int64_t first) const
{
    const std::int64_t count = std::min(m_size, m_images.size(0) - first);
    return {m_images.narrow(0, first, count).to(m_device), m_targets.narrow(0, first, count).to(m_device),
        first / m_size, double(count) / double(m_allCount)};
}

at::Tensor PartGradients::logitsOf(const Part &part) const
{
    if (m_parts.seed) {
        const auto share = std::uint64_t(m_group ? m_group->place().rank : 0);
        const bool isFirst = part.number == 0 && share == 0;
        at::manual_seed(isFirst ? *m_parts.seed : mixedSeed(*m_parts.seed, std::uint64_t(part.number), share));
    }
    return m_forward(part.images);
}

void PartGradients::backward(const at::Tensor &loss) const
{
    (m_scale == 1 ? loss : loss * m_scale).backward();
}

double PartGradients::addWhole()
{
    const Part all = part(0);
    const at::Tensor loss = segmentationLoss(logitsOf(all), all.target, m_classes, m_loss);
    const auto value = loss.item<double>();
    if (std::isfinite(value)) {
        backward(loss);
    }
    return value;
}

double PartGradients::addBinary(const Part &part)
{
    const at::Tensor loss = segmentationLoss(logitsOf(part), part.target, m_classes, m_loss) * part.share;
    const auto value = loss.item<double>();
    if (std::isfinite(value)) {
        backward(loss);
    }
    return value;
}

void PartGradients::sumOverGroup(ClassSums &sums) const
{
    if (!m_group) {
        return;
    }
    // A share without images has no sums.
    const at::TensorOptions options = at::TensorOptions(m_device).dtype(at::kFloat);
    const at::Tensor none = at::zeros({m_classes}, options);
    const bool has = sums.overlap.defined();
    at::Tensor all = at::cat({has ? sums.overlap : none, has ? sums.total : none,
        has ? sums.crossEntropy.reshape({1}) : at::zeros({1}, options),
        has ? sums.weight.reshape({1}).to(at::kFloat) : at::zeros({1}, options)});
    m_group->sum(all);
    sums = {
        all.narrow(0, 0, m_classes), all.narrow(0, m_classes, m_classes), all[2 * m_classes], all[2 * m_classes + 1]};
}

StepResult PartGradients::addParts()
{
    const std::int64_t count = m_images.size(0);
    const auto stops = [&](std::int64_t first) { return first > 0 && m_parts.goOn && !m_parts.goOn(); };
    StepResult result;
    ClassSums whole;
    for (std::int64_t first = 0; m_classes > 1 && first < count; first += m_size) {
        if (stops(first)) {
            return {0, true};
        }
        const at::NoGradGuard noGrad;
        const Part now = part(first);
        const ClassSums sums = classSums(logitsOf(now), now.target, m_loss);
        whole = first == 0 ? sums : whole += sums;
    }
    if (m_classes > 1) {
        sumOverGroup(whole);
        result.loss = lossOf(whole, m_loss).item<double>();
    }
    for (std::int64_t first = 0; first < count && std::isfinite(result.loss); first += m_size) {
        if (stops(first)) {
            return {0, true};
        }
        const Part now = part(first);
        if (m_classes == 1) {
            result.loss += addBinary(now);
        } else {
            backward(shareOf(classSums(logitsOf(now), now.target, m_loss), whole, m_loss));
        }
    }
    if (m_classes == 1 && m_group) {
        result.loss = m_group->sum(std::vector<double>{result.loss}).front();
    }
    return result;
}

} // namespace vmunet
