// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/editing/write_rule.h"

#include <functional>
#include <vector>

namespace vmunet {

/// A slice at other thresholds of its kept probabilities. What a person changed since the proposal stays as it is, and
/// so do locked labels. Of one class, a step touches only the tiles that hold values between the two thresholds.
class ThresholdPreview {
public:
    /// `threshold`: the one that gave the proposal under `current`.
    ThresholdPreview(ProbabilityMap map, double threshold, const Mask &current, const WriteRule &rule);

    /// Brings `mask` to another threshold: the constructor's `current`, with nothing but this having changed it since.
    /// `changing` hears of each rectangle before it is written. Returns a rectangle that holds all changes, empty if
    /// there are none.
    QRect apply(Mask &mask, double threshold, const std::function<void(QRect area)> &changing);

private:
    struct Tile {
        QRect area;
        std::uint8_t least = 255; ///< Of the kept values.
        std::uint8_t most = 0;
    };

    void keepCorrections(const Mask &proposed, const Mask &current, const WriteRule &rule);
    void measureTiles();
    QRect applyAll(Mask &mask, double threshold, const std::function<void(QRect)> &changing) const;
    bool changesIn(const Tile &tile, int low, int high) const;
    void write(const Tile &tile, Mask &mask, int low, int high, std::uint8_t label) const;
    const std::uint8_t *correctedRow(int y) const; ///< Null where the row holds no correction.

    ProbabilityMap m_map;
    int m_cut; ///< Of the present threshold.
    std::vector<Tile> m_tiles; ///< Of one class alone.
    QRect m_area; ///< Holds all corrections; empty without.
    Mask m_current; ///< The labels there,
    Mask m_corrected; ///< and which of them are to stay.
};

} // namespace vmunet
