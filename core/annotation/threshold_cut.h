// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

namespace vmunet {

/// The least kept value (see ProbabilityMap) of one class that reaches a threshold. 255 stands for a probability of
/// one, so a threshold of one still finds it.
inline int thresholdCut(double threshold)
{
    return std::min(255, int(std::ceil(std::clamp(threshold, 0.0, 1.0) * 256)));
}

} // namespace vmunet
