// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/threshold_preview.h"

#include "core/annotation/region.h"

namespace vmunet {

ThresholdPreview::ThresholdPreview(ProbabilityMap map, double threshold, const Mask &current, const WriteRule &rule)
    : m_map(std::move(map))
{
    const Mask proposed = maskAtThreshold(m_map, threshold);
    if (!rule.keepsAny && proposed == current) {
        return;
    }
    Mask corrected(current.size());
    for (int y = 0; y < current.rect().height(); ++y) {
        const std::uint8_t *now = current.row(y);
        const std::uint8_t *then = proposed.row(y);
        std::uint8_t *out = corrected.row(y);
        for (int x = 0; x < current.rect().width(); ++x) {
            out[x] = std::uint8_t((now[x] != then[x]) | int(rule.kept[now[x]]));
        }
    }
    m_area = boundsOf(corrected, Label{1});
    m_corrected = corrected.cropped(m_area);
    m_current = current.cropped(m_area);
}

Mask ThresholdPreview::at(double threshold) const
{
    Mask mask = maskAtThreshold(m_map, threshold);
    for (int y = 0; y < m_area.height(); ++y) {
        const std::uint8_t *corrected = m_corrected.row(y);
        const std::uint8_t *kept = m_current.row(y);
        std::uint8_t *row = mask.row(m_area.top() + y) + m_area.left();
        for (int x = 0; x < m_area.width(); ++x) {
            row[x] = corrected[x] ? kept[x] : row[x];
        }
    }
    return mask;
}

} // namespace vmunet
