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

    /// A cheaper rendering, which stands in for a tile until finish(): one pixel for `step` times `step` of them.
    struct Draft {
        int step = 2; ///< Divides kSide.
        Render render; ///< `area` in draft pixels.
    };

    void clear() { m_tiles.clear(); }
    /// What was painted there is out of date.
    void invalidate(const QRegion &area);
    /// Draws the layer inside `exposed`, rendering what is missing, as drafts if there is one. The image's corner is at
    /// `origin`, and the painter's unit is the device pixel.
    void paint(
        QPainter &painter, const QRegion &exposed, QPoint origin, const Render &render, const Draft *draft = nullptr);
    /// Columns and rows of the tiles inside `area` that were not rendered yet, or only as drafts.
    QList<QPoint> missing(const QRegion &area) const;
    QList<QPoint> drafts(QRect area) const;
    /// Renders a tile unless it is there.
    void finish(QPoint tile, const Render &render);
    static QRect tileRect(QPoint tile) { return {tile * kSide, QSize(kSide, kSide)}; }
    /// Forgets tiles far from `visible` if there are many.
    void trim(QRect visible);
    int count() const { return int(m_tiles.size()); }

private:
    struct Tile {
        QImage pixels; ///< Null: nothing to see.
        QRegion stale;
        int step = 1; ///< Pixels of the layer to one of the tile: more than one in a draft.
    };

    Tile &rendered(QPoint position, const Render &render, const Draft *draft);

    QHash<QPoint, Tile> m_tiles; ///< By column and row.
};

} // namespace vmunet
