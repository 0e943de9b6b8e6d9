// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace vmunet {

/// What a loss makes of the classes. The defaults are the published losses.
struct LossOptions {
    /// One for each class, background first; also two for a binary network. Empty: all alike. Only their ratios count.
    std::vector<double> classWeights;
    /// Pixels of this class count for nothing, and the class itself is in no mean; -1: none. Several classes only.
    std::int64_t ignoreLabel = -1;

    bool isPlain() const { return classWeights.empty() && ignoreLabel < 0; }
};

/// Mean binary cross-entropy over all pixels plus `1 - mean over images of (2 sum(pt) + 1) / (sum p + sum t + 1)`.
/// `probability` and `target` in 0..1, both [B,1,H,W] float. Scalar, differentiable. Logarithms are cut at -100.
/// Weights multiply a pixel's cross-entropy: mixed where the target is, and with mean 1 over the two classes.
at::Tensor bceDiceLoss(const at::Tensor &probability, const at::Tensor &target, const LossOptions &options = {});

/// Mean cross-entropy over all pixels. `logits` [B,K,H,W] float, `labels` [B,H,W] int64 in 0..K-1.
at::Tensor crossEntropyLoss(const at::Tensor &logits, const at::Tensor &labels);

/// Mean over the K classes, background too, of `1 - (2 sum(qt) + 1e-5) / (sum q^2 + sum t^2 + 1e-5)` with q the softmax
/// of the logits and t one-hot, sums over the whole batch. Shapes as for crossEntropyLoss.
at::Tensor multiclassDiceLoss(const at::Tensor &logits, const at::Tensor &labels);

/// The sum of the two above, with weights 1 and 1; both means become weighted ones where options say so.
at::Tensor crossEntropyDiceLoss(const at::Tensor &logits, const at::Tensor &labels, const LossOptions &options = {});

/// The loss that goes with the number of classes: `target` is [B,H,W], 0..1 float for one class, int64 labels for more.
/// NaN, without a gradient, where a logit is not a finite number.
at::Tensor segmentationLoss(
    const at::Tensor &logits, const at::Tensor &target, int64_t classes, const LossOptions &options = {});

} // namespace vmunet
