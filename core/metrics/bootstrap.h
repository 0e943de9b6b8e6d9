// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace vmunet {

struct Interval {
    double low = 0;
    double high = 0;
};

/// Percentile bootstrap of a mean (Efron 1979): the middle `level` of the means of `resamples` draws with replacement.
/// The same numbers for the same seed, on every machine. NaN for no values.
Interval bootstrapMean(std::span<const double> values, std::uint64_t seed, int resamples = 2000, double level = 0.95);

} // namespace vmunet
