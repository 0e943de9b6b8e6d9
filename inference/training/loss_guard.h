// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

namespace vmunet {

/// Tells a loss that has left all bounds from one that is merely bad. A value: it goes into a run's checkpoint, so a
/// resumed run judges alike.
struct LossGuard {
    static constexpr int kFirst = 20; ///< Steps whose mean the others are compared with.
    static constexpr double kFactor = 10;

    double firstSum = 0;
    int firstCount = 0;

    /// The largest loss that still counts as one; none before the first steps are done. A model that fits well already
    /// may meet an image that it has wrong: below 1 nothing explodes.
    bool explodes(double loss) const
    {
        return firstCount == kFirst && loss > kFactor * std::max(1.0, firstSum / firstCount);
    }
    void add(double loss)
    {
        if (firstCount < kFirst) {
            firstSum += loss;
            ++firstCount;
        }
    }
};

} // namespace vmunet
