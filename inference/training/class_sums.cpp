// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/class_sums.h"

#include <ATen/ATen.h>

namespace vmunet {

namespace {

constexpr double kSmooth = 1e-5;

// [K], adding up to 1: how much each class is worth in the mean of Dice.
at::Tensor shares(const at::Tensor &like, const LossOptions &options)
{
    at::Tensor weights = at::ones(like.sizes(), like.options());
    for (size_t i = 0; i < options.classWeights.size(); ++i) {
        weights[std::int64_t(i)] = options.classWeights[i];
    }
    if (options.ignoreLabel >= 0) {
        weights[options.ignoreLabel] = 0;
    }
    return weights / weights.sum();
}

at::Tensor meanCrossEntropy(const ClassSums &sums)
{
    return sums.crossEntropy / sums.weight.clamp_min(1e-12); // A batch of ignored pixels alone has none.
}

} // namespace

ClassSums ClassSums::detached() const
{
    return {overlap.detach(), total.detach(), crossEntropy.detach(), weight.detach()};
}

ClassSums &ClassSums::operator+=(const ClassSums &other)
{
    overlap = overlap + other.overlap;
    total = total + other.total;
    crossEntropy = crossEntropy + other.crossEntropy;
    weight = weight + other.weight;
    return *this;
}

ClassSums classSums(const at::Tensor &logits, const at::Tensor &labels, const LossOptions &options)
{
    const std::int64_t classes = logits.size(1);
    const at::Tensor counts = labels.ne(options.ignoreLabel).flatten().to(logits.scalar_type()); // -1 is no label.
    const at::Tensor q = logits.softmax(1).transpose(0, 1).flatten(1) * counts;
    const at::Tensor t = at::one_hot(labels.flatten(), classes).transpose(0, 1).to(q.scalar_type()) * counts;
    ClassSums sums;
    sums.overlap = 2 * (q * t).sum(1);
    sums.total = (q * q).sum(1) + t.sum(1);
    const at::Tensor perClass = shares(sums.overlap, options) * double(classes);
    sums.crossEntropy = at::cross_entropy_loss(logits, labels, perClass, at::Reduction::Sum);
    sums.weight = (perClass * t.sum(1)).sum();
    return sums;
}

at::Tensor lossOf(const ClassSums &sums, const LossOptions &options)
{
    const at::Tensor dice = (sums.overlap + kSmooth) / (sums.total + kSmooth);
    return meanCrossEntropy(sums) + (shares(dice, options) * (1 - dice)).sum();
}

at::Tensor shareOf(const ClassSums &part, const ClassSums &whole, const LossOptions &options)
{
    // The derivative of -overlap/total, with the whole batch's sums as constants.
    const at::Tensor total = whole.total + kSmooth;
    const at::Tensor slope = (whole.overlap + kSmooth) / (total * total) * part.total - part.overlap / total;
    return part.crossEntropy / whole.weight.clamp_min(1e-12) + (shares(slope, options) * slope).sum();
}

} // namespace vmunet
