// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <limits>
#include <span>

namespace vmunet {

/// Mean of what is a number; NaN of nothing.
class Mean {
public:
    void add(double value)
    {
        if (!std::isnan(value)) {
            m_sum += value;
            ++m_count;
        }
    }
    double value() const { return m_count > 0 ? m_sum / m_count : std::numeric_limits<double>::quiet_NaN(); }

private:
    double m_sum = 0;
    int m_count = 0;
};

inline double meanOfNumbers(std::span<const double> values)
{
    Mean mean;
    for (const double value : values) {
        mean.add(value);
    }
    return mean.value();
}

} // namespace vmunet
