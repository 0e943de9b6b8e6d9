// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/cosine_schedule.h"

#include <cmath>
#include <numbers>

namespace vmunet {

double CosineSchedule::rate(int epoch) const
{
    return minimum + (base - minimum) * (1 + std::cos(std::numbers::pi * (epoch - 1) / period)) / 2;
}

double CosineSchedule::rateOfStep(int epoch, int step, int steps) const
{
    if (epoch > warmupEpochs) {
        return rate(epoch);
    }
    const double done = double(epoch - 1) * steps + step + 1;
    return rate(epoch) * done / (double(warmupEpochs) * steps);
}

} // namespace vmunet
