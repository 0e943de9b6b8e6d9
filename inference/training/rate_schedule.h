// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <optional>
#include <string_view>

namespace vmunet {

/// How the learning rate goes on from its base, epoch by epoch, with e the epoch from 1 and p the period.
enum class RateCurve {
    Cosine, ///< minimum + (base - minimum) (1 + cos(pi (e-1) / p)) / 2, which rises again after the period.
    WarmRestarts, ///< The same, from the base again after each period.
    Constant,
    Step, ///< A tenth after each period.
    MultiStep, ///< A tenth after half of the period, a hundredth after three quarters.
    Exponential, ///< By the same factor each epoch, to the minimum at the period's end and no further.
    Polynomial, ///< base (1 - (e-1)/p)^0.9, but not below the minimum.
    Plateau, ///< A tenth after each p epochs without a lower loss (PlateauWatch), but not below the minimum.
};

/// When to lower the rate because the loss does not fall any more.
struct PlateauWatch {
    double best = std::numeric_limits<double>::infinity();
    int epochs = 0; ///< Since then.
    double factor = 1; ///< Of the rate.

    /// After each epoch. A loss counts as lower by at least a ten-thousandth of it.
    void add(double loss, int patience);
};

/// "cosine", "warm-restarts", "constant", "step", "multi-step", "exponential", "polynomial",
/// "plateau".
std::string_view curveName(RateCurve curve);
std::optional<RateCurve> curveOfName(std::string_view name);

/// The learning rate of a run, stepped once after each epoch. During the first `warmupEpochs` it is also scaled
/// linearly, step by step, from 0.
struct RateSchedule {
    double base = 1e-3;
    double minimum = 1e-5;
    int period = 50; ///< Epochs; > 0.
    int warmupEpochs = 0;
    RateCurve curve = RateCurve::Cosine;
    double plateauFactor = 1; ///< Of PlateauWatch, for that curve.

    /// Rate of an epoch, counted from 1, without warm-up: what is stored as a run's state.
    double rate(int epoch) const;
    /// Rate of step `step` (from 0) of `steps` in an epoch, with warm-up.
    double rateOfStep(int epoch, int step, int steps) const;
};

} // namespace vmunet
