// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/calibration.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

void Calibration::add(double probability, bool isRight)
{
    if (!(probability >= 0 && probability <= 1)) {
        return;
    }
    Bin &bin = bins[size_t(std::min(kBins - 1, int(probability * kBins)))];
    ++bin.pixels;
    bin.confidence += probability;
    bin.right += isRight;
}

std::int64_t Calibration::pixels() const
{
    std::int64_t all = 0;
    for (const Bin &bin : bins) {
        all += bin.pixels;
    }
    return all;
}

double Calibration::expectedError() const
{
    double error = 0;
    for (const Bin &bin : bins) {
        error += std::abs(bin.confidence - double(bin.right));
    }
    return pixels() > 0 ? error / double(pixels()) : std::nan("");
}

} // namespace vmunet
