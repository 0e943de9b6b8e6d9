// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/brush.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace vmunet {

namespace {

struct Span {
    double left = std::numeric_limits<double>::infinity();
    double right = -std::numeric_limits<double>::infinity();

    void add(double x)
    {
        left = std::min(left, x);
        right = std::max(right, x);
    }
};

void addDisc(Span &span, QPointF centre, double radius, double y)
{
    const double dy = y - centre.y();
    if (std::abs(dy) <= radius) {
        const double half = std::sqrt(radius * radius - dy * dy);
        span.add(centre.x() - half);
        span.add(centre.x() + half);
    }
}

/// Where the line through both points crosses `y`, if between them.
void addEdge(Span &span, QPointF a, QPointF b, double y)
{
    if (a.y() != b.y() && std::min(a.y(), b.y()) <= y && y <= std::max(a.y(), b.y())) {
        span.add(a.x() + (y - a.y()) / (b.y() - a.y()) * (b.x() - a.x()));
    }
}

/// The swept square: the hull of both end squares, one interval a row too.
Span squareSpanAt(QPointF from, QPointF to, double half, double y)
{
    Span span;
    for (const QPointF &centre : {from, to}) {
        if (std::abs(y - centre.y()) <= half) {
            span.add(centre.x() - half);
            span.add(centre.x() + half);
        }
    }
    for (const QPointF &corner :
        {QPointF(-half, -half), QPointF(half, -half), QPointF(-half, half), QPointF(half, half)}) {
        addEdge(span, from + corner, to + corner, y);
    }
    return span;
}

/// The swept disc is convex, so each row holds one interval: that of both end discs and of the sides between them.
Span discSpanAt(QPointF from, QPointF to, double radius, double y)
{
    Span span;
    addDisc(span, from, radius, y);
    addDisc(span, to, radius, y);
    const QPointF way = to - from;
    const double length = std::hypot(way.x(), way.y());
    if (length > 0) {
        const QPointF side(-way.y() / length * radius, way.x() / length * radius);
        addEdge(span, from + side, to + side, y);
        addEdge(span, from - side, to - side, y);
    }
    return span;
}

void writeRow(std::uint8_t *row, const std::uint8_t *writable, int left, int right, const WriteRule &rule)
{
    if (!rule.keepsAny && !writable) {
        std::memset(row + left, int(rule.label), size_t(right - left));
        return;
    }
    for (int x = left; x < right; ++x) {
        row[x] = rule.allows(row[x], writable, x) ? std::uint8_t(rule.label) : row[x];
    }
}

} // namespace

QRect brushBounds(QPointF from, QPointF to, double diameter, QRect image)
{
    const double radius = std::max(diameter / 2, 0.5);
    const auto low = [radius](double a, double b, int limit) {
        return int(std::clamp(std::floor(std::min(a, b) - radius), 0.0, double(limit)));
    };
    const auto high = [radius](double a, double b, int limit) {
        return int(std::clamp(std::ceil(std::max(a, b) + radius), 0.0, double(limit)));
    };
    const int left = low(from.x(), to.x(), image.width());
    const int top = low(from.y(), to.y(), image.height());
    const int right = high(from.x(), to.x(), image.width());
    const int bottom = high(from.y(), to.y(), image.height());
    return left < right && top < bottom ? QRect(left, top, right - left, bottom - top) : QRect();
}

void paintSegment(Mask &mask, QPointF from, QPointF to, double diameter, const WriteRule &rule, BrushShape shape)
{
    const QRect bounds = brushBounds(from, to, diameter, mask.rect());
    for (int y = bounds.top(); y <= bounds.bottom(); ++y) {
        const Span span = shape == BrushShape::Round ? discSpanAt(from, to, diameter / 2, y + 0.5)
                                                     : squareSpanAt(from, to, diameter / 2, y + 0.5);
        const int left = int(std::max<double>(bounds.left(), std::ceil(span.left - 0.5)));
        const int right = int(std::min<double>(bounds.right(), std::floor(span.right - 0.5))) + 1;
        if (span.left <= span.right && left < right) {
            writeRow(mask.row(y), rule.writableRow(y), left, right, rule);
        }
    }
    const QPoint under(int(std::floor(to.x())), int(std::floor(to.y())));
    if (mask.rect().contains(under)
        && rule.allows(std::uint8_t(mask.at(under)), rule.writableRow(under.y()), under.x())) {
        mask.set(under, rule.label);
    }
}

double ballDiameterAt(double diameter, int slicesAway, double sliceStep)
{
    const double away = 2 * slicesAway * sliceStep;
    const double rest = diameter * diameter - away * away;
    return slicesAway == 0 ? diameter : rest > 0 ? std::sqrt(rest) : 0;
}

} // namespace vmunet
