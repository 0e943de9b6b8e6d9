// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

struct Edge {
    QPointF upper;
    QPointF lower;
};

void appendEdges(const QPolygonF &ring, std::vector<Edge> &edges)
{
    for (qsizetype i = 0; ring.size() >= 3 && i < ring.size(); ++i) {
        const QPointF &a = ring.at(i);
        const QPointF &b = ring.at((i + 1) % ring.size());
        if (a.y() != b.y()) {
            edges.push_back(a.y() < b.y() ? Edge{a, b} : Edge{b, a});
        }
    }
}

/// Where the scan line at `y` enters and leaves, in ascending order.
void crossingsAt(double y, const std::vector<Edge> &active, std::vector<double> &crossings)
{
    crossings.clear();
    for (const Edge &edge : active) {
        if (edge.upper.y() <= y && y < edge.lower.y()) {
            const double t = (y - edge.upper.y()) / (edge.lower.y() - edge.upper.y());
            crossings.push_back(edge.upper.x() + t * (edge.lower.x() - edge.upper.x()));
        }
    }
    std::sort(crossings.begin(), crossings.end());
}

bool isFinite(const QPolygonF &ring)
{
    return std::all_of(
        ring.cbegin(), ring.cend(), [](const QPointF &p) { return std::isfinite(p.x()) && std::isfinite(p.y()); });
}

/// First pixel whose centre is at or right of `x`, within 0..limit.
int firstPixel(double x, int limit)
{
    return int(std::clamp(std::ceil(x - 0.5), 0.0, double(limit)));
}

/// Walks along the pixel edges of one label with its pixels on the right-hand side. Directions: 0 right, 1 down, 2
/// left, 3 up; in the image, down is +y.
class EdgeTracer {
public:
    explicit EdgeTracer(const Region &region)
        : m_region(region)
        , m_seen(size_t(region.area.width()) * size_t(region.area.height()), false)
    {
    }

    bool startsRing(int x, int y) const { return inside(x, y) && !inside(x, y - 1) && !m_seen[index(x, y)]; }

    /// The ring through the top edge of pixel (x, y), its corners in image coordinates.
    QPolygonF ring(int x, int y)
    {
        static constexpr std::array<QPoint, 4> kSteps{QPoint(1, 0), QPoint(0, 1), QPoint(-1, 0), QPoint(0, -1)};
        const QPoint start(x, y);
        QPolygonF corners;
        QPoint vertex = start;
        int direction = 0;
        do {
            if (direction == 0) {
                m_seen[index(vertex.x(), vertex.y())] = true;
            }
            vertex += kSteps[size_t(direction)];
            const int turned = turnAt(vertex, direction);
            if (turned != direction) {
                corners << QPointF(vertex + m_region.area.topLeft());
            }
            direction = turned;
        } while (vertex != start || direction != 0);
        return corners;
    }

private:
    bool inside(int x, int y) const { return m_region.coverage.at({x, y}) != kBackground; }
    size_t index(int x, int y) const { return size_t(y) * size_t(m_region.area.width()) + size_t(x); }

    int turnAt(QPoint vertex, int direction) const
    {
        // The pixels ahead on the right and on the left, seen in the direction of the walk.
        static constexpr std::array<QPoint, 4> kAheadRight{QPoint(0, 0), QPoint(-1, 0), QPoint(-1, -1), QPoint(0, -1)};
        const QPoint right = vertex + kAheadRight[size_t(direction)];
        const QPoint left = vertex + kAheadRight[size_t((direction + 3) % 4)];
        if (!inside(right.x(), right.y())) {
            return (direction + 1) % 4; // Pixels that touch at a corner stay apart.
        }
        return inside(left.x(), left.y()) ? (direction + 3) % 4 : direction;
    }

    const Region &m_region;
    std::vector<bool> m_seen; ///< Top edges already walked; each ring has one.
};

double signedArea(const QPolygonF &ring)
{
    double twice = 0;
    for (qsizetype i = 0; i < ring.size(); ++i) {
        const QPointF &a = ring.at(i);
        const QPointF &b = ring.at((i + 1) % ring.size());
        twice += a.x() * b.y() - b.x() * a.y();
    }
    return twice / 2;
}

} // namespace

Region rasterise(const Polygon &polygon, QSize size)
{
    std::vector<Edge> edges;
    appendEdges(polygon.outline, edges);
    bool finite = isFinite(polygon.outline);
    for (const QPolygonF &hole : polygon.holes) {
        appendEdges(hole, edges);
        finite = finite && isFinite(hole);
    }
    if (edges.empty() || !finite || size.isEmpty()) {
        return {};
    }
    const QRectF bounds = polygon.outline.boundingRect();
    const int left = firstPixel(bounds.left(), size.width());
    const int right = firstPixel(bounds.right(), size.width());
    const int top = firstPixel(bounds.top(), size.height());
    const int bottom = firstPixel(bounds.bottom(), size.height());
    Region region{QRect(left, top, right - left, bottom - top), Mask(QSize(right - left, bottom - top))};
    if (region.isEmpty()) {
        return {};
    }
    std::sort(edges.begin(), edges.end(), [](const Edge &a, const Edge &b) { return a.upper.y() < b.upper.y(); });
    std::vector<Edge> active;
    std::vector<double> crossings;
    size_t next = 0;
    for (int y = top; y < bottom; ++y) {
        const double centre = y + 0.5;
        for (; next < edges.size() && edges[next].upper.y() <= centre; ++next) {
            active.push_back(edges[next]);
        }
        std::erase_if(active, [centre](const Edge &edge) { return edge.lower.y() <= centre; });
        crossingsAt(centre, active, crossings);
        for (size_t i = 0; i + 1 < crossings.size(); i += 2) {
            const int from = std::max(left, firstPixel(crossings[i], size.width()));
            const int to = std::min(right, firstPixel(crossings[i + 1], size.width()));
            if (to > from) {
                std::memset(region.coverage.row(y - top) + (from - left), 1, size_t(to - from));
            }
        }
    }
    return region;
}

std::vector<Polygon> contoursOf(const Mask &mask, Label label)
{
    const Region region = regionOf(mask, label);
    if (region.isEmpty()) {
        return {};
    }
    const cv::Mat pixels(
        region.area.height(), region.area.width(), CV_8U, const_cast<char *>(region.coverage.labels().constData()));
    cv::Mat parts;
    const int count = cv::connectedComponents(pixels, parts, 4, CV_32S);
    std::vector<Polygon> polygons(size_t(count - 1));
    EdgeTracer tracer(region);
    for (int y = 0; y < region.area.height(); ++y) {
        for (int x = 0; x < region.area.width(); ++x) {
            if (!tracer.startsRing(x, y)) {
                continue;
            }
            // Outlines run clockwise on the screen, holes the other way round.
            Polygon &polygon = polygons[size_t(parts.at<int>(y, x) - 1)];
            QPolygonF ring = tracer.ring(x, y);
            if (signedArea(ring) > 0) {
                polygon.outline = std::move(ring);
            } else {
                polygon.holes.push_back(std::move(ring));
            }
        }
    }
    return polygons;
}

} // namespace vmunet
