// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QImage>
#include <QPoint>
#include <QRegion>

#include <functional>

class QPainter;

namespace vmunet {

/// One layer of a canvas as it was painted at the present scale, in squares. Moving the view reuses them, a change
/// paints only its rectangle anew. Coordinates are device pixels from the image's top left corner.
class TileCache {
public:
    static constexpr int kSide = 256;
    /// The pixels of `area`, of its size; null where there is nothing to see.
    using Render = std::function<QImage(QRect area)>;

    void clear() { m_tiles.clear(); }
    /// What was painted there is out of date.
    void invalidate(const QRegion &area);
    /// Draws the layer inside `exposed`, rendering what is missing. The image's corner is at `origin`, and the
    /// painter's unit is the device pixel.
    void paint(QPainter &painter, const QRegion &exposed, QPoint origin, const Render &render);
    /// Forgets tiles far from `visible` if there are many.
    void trim(QRect visible);
    int count() const { return int(m_tiles.size()); }

private:
    struct Tile {
        QImage pixels; ///< Null: nothing to see.
        QRegion stale;
    };

    static QRect tileRect(QPoint tile) { return {tile * kSide, QSize(kSide, kSide)}; }
    Tile &rendered(QPoint position, const Render &render);

    QHash<QPoint, Tile> m_tiles; ///< By column and row.
};

} // namespace vmunet
