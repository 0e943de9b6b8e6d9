// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/losses.h"

namespace vmunet {

/// The sums over pixels that cross-entropy and Dice of several classes are made of. Sums of parts of a batch add up to
/// those of the batch.
struct ClassSums {
    at::Tensor overlap; ///< [K] 2 sum(qt)
    at::Tensor total; ///< [K] sum(q^2) + sum(t)
    at::Tensor crossEntropy; ///< Scalar, weighted.
    at::Tensor weight; ///< Scalar: what the cross-entropy is divided by.

    ClassSums detached() const;
    ClassSums &operator+=(const ClassSums &other);
};

/// Differentiable. Shapes as for crossEntropyLoss().
ClassSums classSums(const at::Tensor &logits, const at::Tensor &labels, const LossOptions &options);

/// crossEntropyDiceLoss() from its sums.
at::Tensor lossOf(const ClassSums &sums, const LossOptions &options);

/// A scalar whose gradient is the share of `part` in the gradient of the whole batch's loss, `whole` being the sums
/// over all of its parts. Its value means nothing.
at::Tensor shareOf(const ClassSums &part, const ClassSums &whole, const LossOptions &options);

} // namespace vmunet
