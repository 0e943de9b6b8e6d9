// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vmunet {

/// The factor by which a float16 loss is multiplied before the backward pass, so that small gradients are not rounded
/// to zero (Micikevicius et al. 2018). Gradients that overflow cost a step and half of the factor; many steps without
/// one double it. Knows nothing of tensors.
class LossScaler {
public:
    static constexpr double kInitial = 65536;
    static constexpr double kLargest = 16777216; ///< 2^24
    static constexpr int kGrowthInterval = 2000; ///< Steps without overflow before the factor is doubled.

    double scale() const { return m_scale; }
    int goodSteps() const { return m_goodSteps; } ///< Since the factor changed or a step was skipped.
    /// After the backward pass: whether all gradients were finite, and so the step is taken.
    void update(bool finite);
    /// True if the last gradients overflowed and there is nothing left to reduce: the network itself is broken.
    bool exhausted() const { return m_exhausted; }
    /// Goes on from a checkpoint; numbers that make no sense are ignored.
    void restore(double scale, int goodSteps);

private:
    double m_scale = kInitial;
    int m_goodSteps = 0;
    bool m_exhausted = false;
};

} // namespace vmunet
