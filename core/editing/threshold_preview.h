// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/editing/write_rule.h"

namespace vmunet {

/// A slice at other thresholds of its kept probabilities. What a person changed since the proposal stays as it is, and
/// so do locked labels.
class ThresholdPreview {
public:
    /// `threshold`: the one that gave the proposal under `current`.
    ThresholdPreview(ProbabilityMap map, double threshold, const Mask &current, const WriteRule &rule);

    Mask at(double threshold) const;

private:
    ProbabilityMap m_map;
    Mask m_current;
    Mask m_corrected; ///< Not background where `m_current` is to stay; null if nowhere.
};

} // namespace vmunet
