// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/loss_scaler.h"

#include <algorithm>

namespace vmunet {

void LossScaler::update(bool finite)
{
    if (!finite) {
        m_exhausted = m_scale <= 1;
        m_scale = std::max(1.0, m_scale / 2);
        m_goodSteps = 0;
        return;
    }
    m_exhausted = false;
    if (++m_goodSteps == kGrowthInterval) {
        m_scale = std::min(kLargest, m_scale * 2);
        m_goodSteps = 0;
    }
}

void LossScaler::restore(double scale, int goodSteps)
{
    if (scale >= 1 && scale <= kLargest && goodSteps >= 0 && goodSteps < kGrowthInterval) {
        m_scale = scale;
        m_goodSteps = goodSteps;
        m_exhausted = false;
    }
}

} // namespace vmunet
