// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/region.h"

#include <algorithm>
#include <cstring>

namespace vmunet {

QRect boundsOf(const Mask &mask, Label label)
{
    const int width = mask.size().width();
    int left = width;
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = 0; y < mask.rect().height(); ++y) {
        const std::uint8_t *row = mask.row(y);
        const void *first = std::memchr(row, int(label), size_t(width));
        if (!first) {
            continue;
        }
        top = top < 0 ? y : top;
        bottom = y;
        left = std::min(left, int(static_cast<const std::uint8_t *>(first) - row));
        int last = width - 1;
        while (last > right && row[last] != std::uint8_t(label)) {
            --last;
        }
        right = std::max(right, last);
    }
    return top < 0 ? QRect() : QRect(QPoint(left, top), QPoint(right, bottom));
}

Region regionOf(const Mask &mask, Label label)
{
    const QRect area = boundsOf(mask, label);
    Region region{area, Mask(area.size())};
    for (int y = 0; y < region.coverage.rect().height(); ++y) {
        const std::uint8_t *in = mask.row(area.top() + y) + area.left();
        std::transform(in, in + area.width(), region.coverage.row(y),
            [label](std::uint8_t value) { return std::uint8_t(value == std::uint8_t(label)); });
    }
    return region;
}

} // namespace vmunet
