// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/losses.h"

#include "inference/training/class_sums.h"

#include <ATen/ATen.h>

#include <limits>

namespace vmunet {

namespace {

// Of each pixel's cross-entropy; undefined: all alike.
at::Tensor pixelWeights(const at::Tensor &target, const LossOptions &options)
{
    if (options.classWeights.empty()) {
        return {};
    }
    const double mean = (options.classWeights[0] + options.classWeights[1]) / 2;
    const double background = options.classWeights[0] / mean;
    return background + (options.classWeights[1] / mean - background) * target;
}

} // namespace

at::Tensor bceDiceLoss(const at::Tensor &probability, const at::Tensor &target, const LossOptions &options)
{
    TORCH_CHECK(probability.sizes() == target.sizes(), "prediction ", probability.sizes(), " and target ",
        target.sizes(), " differ in shape");
    const at::Tensor bce = at::binary_cross_entropy(probability, target, pixelWeights(target, options));
    const at::Tensor p = probability.flatten(1);
    const at::Tensor t = target.flatten(1);
    const at::Tensor dice = (2 * (p * t).sum(1) + 1) / (p.sum(1) + t.sum(1) + 1);
    return bce + (1 - dice.mean());
}

at::Tensor crossEntropyLoss(const at::Tensor &logits, const at::Tensor &labels)
{
    return at::cross_entropy_loss(logits, labels);
}

at::Tensor multiclassDiceLoss(const at::Tensor &logits, const at::Tensor &labels)
{
    constexpr double kSmooth = 1e-5;
    const int64_t classes = logits.size(1);
    const at::Tensor q = logits.softmax(1).transpose(0, 1).flatten(1);
    const at::Tensor t = at::one_hot(labels.flatten(), classes).transpose(0, 1).to(q.scalar_type());
    const at::Tensor overlap = 2 * (q * t).sum(1) + kSmooth;
    const at::Tensor total = (q * q).sum(1) + t.sum(1) + kSmooth;
    return (1 - overlap / total).mean();
}

at::Tensor crossEntropyDiceLoss(const at::Tensor &logits, const at::Tensor &labels, const LossOptions &options)
{
    if (!options.isPlain()) {
        return lossOf(classSums(logits, labels, options), options);
    }
    return crossEntropyLoss(logits, labels) + multiclassDiceLoss(logits, labels);
}

at::Tensor segmentationLoss(
    const at::Tensor &logits, const at::Tensor &target, int64_t classes, const LossOptions &options)
{
    if (!logits.detach().isfinite().all().item<bool>()) {
        return at::scalar_tensor(std::numeric_limits<double>::quiet_NaN(), logits.options().requires_grad(false));
    }
    return classes == 1 ? bceDiceLoss(logits.sigmoid(), target.unsqueeze(1), options)
                        : crossEntropyDiceLoss(logits, target, options);
}

} // namespace vmunet
