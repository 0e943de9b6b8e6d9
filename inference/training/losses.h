// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace vmunet {

/// Mean binary cross-entropy over all pixels plus `1 - mean over images of (2 sum(pt) + 1) / (sum p + sum t + 1)`.
/// `probability` and `target` in 0..1, both [B,1,H,W] float. Scalar, differentiable. Logarithms are cut at -100.
at::Tensor bceDiceLoss(const at::Tensor &probability, const at::Tensor &target);

/// Mean cross-entropy over all pixels. `logits` [B,K,H,W] float, `labels` [B,H,W] int64 in 0..K-1.
at::Tensor crossEntropyLoss(const at::Tensor &logits, const at::Tensor &labels);

/// Mean over the K classes, background too, of `1 - (2 sum(qt) + 1e-5) / (sum q^2 + sum t^2 + 1e-5)` with q the softmax
/// of the logits and t one-hot, sums over the whole batch. Shapes as for crossEntropyLoss.
at::Tensor multiclassDiceLoss(const at::Tensor &logits, const at::Tensor &labels);

/// The sum of the two above, with weights 1 and 1.
at::Tensor crossEntropyDiceLoss(const at::Tensor &logits, const at::Tensor &labels);

/// The loss that goes with the number of classes: `target` is [B,H,W], 0..1 float for one class, int64 labels for more.
/// NaN, without a gradient, where a logit is not a finite number.
at::Tensor segmentationLoss(const at::Tensor &logits, const at::Tensor &target, int64_t classes);

} // namespace vmunet
