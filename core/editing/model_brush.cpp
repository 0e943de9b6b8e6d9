// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/model_brush.h"

#include "core/editing/brush.h"

#include <algorithm>
#include <cstring>

namespace vmunet {

Mask opinionIn(const ProbabilityMap &map, double threshold, QRect area)
{
    const QRect inside = area & QRect(QPoint(), map.size);
    const qsizetype pixels = qsizetype(map.size.width()) * map.size.height();
    if (inside.isEmpty() || map.values.size() != pixels * map.classes) {
        return {};
    }
    ProbabilityMap crop{.size = inside.size(), .classes = map.classes, .values = {}};
    crop.values.resize(qsizetype(inside.width()) * inside.height() * map.classes);
    char *out = crop.values.data();
    for (int channel = 0; channel < map.classes; ++channel) {
        for (int y = inside.top(); y <= inside.bottom(); ++y, out += inside.width()) {
            const qsizetype from = pixels * channel + qsizetype(y) * map.size.width() + inside.left();
            std::memcpy(out, map.values.constData() + from, size_t(inside.width()));
        }
    }
    return maskAtThreshold(crop, threshold);
}

QRect paintOpinion(
    Mask &mask, const ProbabilityMap &map, double threshold, QPointF at, double diameter, const WriteRule &rule)
{
    if (map.size != mask.size()) {
        return {};
    }
    const QRect bounds = brushBounds(at, at, diameter, mask.rect());
    const Mask opinion = opinionIn(map, threshold, bounds);
    if (opinion.isNull()) {
        return {};
    }
    const double radius = std::max(diameter / 2, 0.5);
    for (int y = bounds.top(); y <= bounds.bottom(); ++y) {
        const std::uint8_t *said = opinion.row(y - bounds.top()) - bounds.left();
        const std::uint8_t *writable = rule.writableRow(y);
        std::uint8_t *row = mask.row(y);
        const double dy = y + 0.5 - at.y();
        for (int x = bounds.left(); x <= bounds.right(); ++x) {
            const double dx = x + 0.5 - at.x();
            if (dx * dx + dy * dy <= radius * radius && rule.allows(row[x], writable, x)) {
                row[x] = said[x];
            }
        }
    }
    return bounds;
}

} // namespace vmunet
