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
    QRect m_area; ///< Holds all corrections; empty without.
    Mask m_current; ///< The labels there,
    Mask m_corrected; ///< and which of them are to stay.
};

} // namespace vmunet
