// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace vmunet {

namespace {

// Linear interpolation at `share` of the way through sorted values.
double quantile(const std::vector<double> &sorted, double share)
{
    const double place = share * double(sorted.size() - 1);
    const auto below = size_t(place);
    const size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (place - double(below)) * (sorted[above] - sorted[below]);
}

} // namespace

Interval bootstrapMean(std::span<const double> values, std::uint64_t seed, int resamples, double level)
{
    if (values.empty()) {
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    }
    std::mt19937_64 generator(seed);
    std::vector<double> means(size_t(std::max(1, resamples)));
    for (double &mean : means) {
        double sum = 0;
        for (size_t i = 0; i < values.size(); ++i) {
            sum += values[generator() % values.size()]; // The standard distributions differ between libraries.
        }
        mean = sum / double(values.size());
    }
    std::sort(means.begin(), means.end());
    return {quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)};
}

} // namespace vmunet
