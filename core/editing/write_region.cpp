// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/write_region.h"

#include <algorithm>
#include <cstring>

namespace vmunet {

void writeRegion(Mask &mask, const Region &region, const WriteRule &rule)
{
    const QRect inside = region.area & mask.rect();
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        const std::uint8_t *covered = region.coverage.row(y - region.area.top()) - region.area.left();
        const std::uint8_t *writable = rule.writableRow(y);
        std::uint8_t *row = mask.row(y);
        const auto label = std::uint8_t(rule.label);
        if (!rule.keepsAny && !writable) {
            for (int x = inside.left(); x <= inside.right(); ++x) {
                row[x] = covered[x] ? label : row[x];
            }
            continue;
        }
        for (int x = inside.left(); x <= inside.right(); ++x) {
            if (covered[x] && rule.allows(row[x], writable, x)) {
                row[x] = label;
            }
        }
    }
}

Mask mergedProposal(const Mask &current, const Mask &proposal, const WriteRule &rule)
{
    if (!rule.keepsAny && rule.writable.isNull()) {
        return proposal;
    }
    Mask merged = proposal;
    for (int y = 0; y < merged.rect().height(); ++y) {
        const std::uint8_t *present = current.row(y);
        const std::uint8_t *writable = rule.writableRow(y);
        std::uint8_t *row = merged.row(y);
        for (int x = 0; x < merged.rect().width(); ++x) {
            row[x] = rule.allows(present[x], writable, x) ? row[x] : present[x];
        }
    }
    return merged;
}

QRect changedArea(const Mask &a, const Mask &b)
{
    const int width = a.rect().width();
    int left = width;
    int right = -1;
    int top = -1;
    int bottom = -1;
    for (int y = 0; y < a.rect().height(); ++y) {
        const std::uint8_t *rowA = a.row(y);
        const std::uint8_t *rowB = b.row(y);
        if (std::memcmp(rowA, rowB, size_t(width)) == 0) {
            continue;
        }
        top = top < 0 ? y : top;
        bottom = y;
        // Only what lies beyond the columns found so far can widen them.
        if (std::memcmp(rowA, rowB, size_t(left)) != 0) {
            left = int(std::mismatch(rowA, rowA + left, rowB).first - rowA);
        }
        if (std::memcmp(rowA + right + 1, rowB + right + 1, size_t(width - right - 1)) != 0) {
            int last = width - 1;
            while (rowA[last] == rowB[last]) {
                --last;
            }
            right = last;
        }
    }
    return top < 0 ? QRect() : QRect(QPoint(left, top), QPoint(right, bottom));
}

} // namespace vmunet
