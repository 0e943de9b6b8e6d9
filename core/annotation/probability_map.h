// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

namespace vmunet {

/// What the network said about one slice, kept so that another threshold needs no second run.
/// Values are quantised as min(255, floor(p * 256)): a comparison with a threshold of k/256 is then exact.
struct ProbabilityMap {
    QSize size;
    int classes = 0; ///< 1: foreground alone (a binary network). Else: all classes, background first.
    QByteArray values; ///< [classes, height, width]

    bool isNull() const { return values.isEmpty(); }
    bool operator==(const ProbabilityMap &) const = default;
};

/// Quantises a probability in 0..1.
constexpr std::uint8_t quantisedProbability(float p)
{
    return p >= 1 ? 255 : p > 0 ? std::uint8_t(p * 256) : 0;
}

/// Labels at a threshold in 0..1. One class: foreground where p >= threshold. More: the likeliest structure c where
/// p[c] * (1 - threshold) >= p[background] * threshold, ties to the lower label; at 0.5 that is the argmax but for ties.
Mask maskAtThreshold(const ProbabilityMap &map, double threshold);

/// Entropy in bits averaged over all pixels, 0 for an empty map: the model's uncertainty of this slice.
double meanEntropy(const ProbabilityMap &map);

} // namespace vmunet
