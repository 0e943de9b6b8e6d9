// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vmunet {

/// Cosine annealing, stepped once after each epoch:
/// lr(epoch e) = minimum + (base - minimum) * (1 + cos(pi (e-1) / period)) / 2, which rises again after `period`.
/// During the first `warmupEpochs` the rate is also scaled linearly, step by step, from 0.
struct CosineSchedule {
    double base = 1e-3;
    double minimum = 1e-5;
    int period = 50; ///< Epochs; > 0.
    int warmupEpochs = 0;

    /// Rate of an epoch, counted from 1, without warm-up: what is stored as a run's state.
    double rate(int epoch) const;
    /// Rate of step `step` (from 0) of `steps` in an epoch, with warm-up.
    double rateOfStep(int epoch, int step, int steps) const;
};

} // namespace vmunet
