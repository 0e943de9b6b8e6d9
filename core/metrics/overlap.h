// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <cstdint>
#include <span>

namespace vmunet {

/// Pixels of one class, by what was predicted and what is true. Sums over images are sums of these.
struct Confusion {
    qint64 truePositive = 0;
    qint64 falsePositive = 0;
    qint64 falseNegative = 0;
    qint64 trueNegative = 0;

    Confusion &operator+=(const Confusion &other);
    bool operator==(const Confusion &) const = default;
};

/// Counts `label` against everything else. Both spans have the same length.
Confusion confusionOf(std::span<const std::uint8_t> prediction, std::span<const std::uint8_t> truth, Label label);
/// Both masks have the same size.
Confusion confusionOf(const Mask &prediction, const Mask &truth, Label label = Label{1});

// Ratios in 0..1; 0 where the denominator is 0, as the reference has it (so two empty masks have Dice 0).
double accuracy(const Confusion &counts); ///< (tp + tn) / all
double sensitivity(const Confusion &counts); ///< tp / (tp + fn)
double specificity(const Confusion &counts); ///< tn / (tn + fp)
double dice(const Confusion &counts); ///< 2 tp / (2 tp + fp + fn), the F1 score
double iou(const Confusion &counts); ///< tp / (tp + fp + fn), Jaccard's index

} // namespace vmunet
