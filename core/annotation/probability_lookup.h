// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"

#include <QPoint>

#include <optional>

namespace vmunet {

/// What the network said of `label` at one pixel, 0..1; of one class alone any label is the foreground. None outside,
/// for an empty map, and for labels that the network does not know.
std::optional<double> probabilityAt(const ProbabilityMap &map, Label label, QPoint pixel);

/// Entropy in bits of what the network said of one pixel: 0 is sure, log2(classes) (one class: 1) a mere guess.
std::optional<double> entropyAt(const ProbabilityMap &map, QPoint pixel);

/// The largest entropy that a map can hold, in bits.
double largestEntropy(const ProbabilityMap &map);

} // namespace vmunet
