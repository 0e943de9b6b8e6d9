// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_cache.h"

#include <QPainter>
#include <QSet>

#include <cstring>

namespace vmunet {

namespace {

constexpr int kManyRects = 8; // Beyond, one rectangle around all is cheaper.

int floorDivided(int value, int by)
{
    return value >= 0 ? value / by : -((by - 1 - value) / by);
}

/// Columns and rows of the tiles that touch `area`.
QRect tilesOf(QRect area)
{
    const QPoint first(floorDivided(area.left(), TileCache::kSide), floorDivided(area.top(), TileCache::kSide));
    const QPoint last(floorDivided(area.right(), TileCache::kSide), floorDivided(area.bottom(), TileCache::kSide));
    return {first, last};
}

/// Replaces `area` of a tile; null stands for empty pixels.
void replace(QImage &tile, QRect area, const QImage &pixels)
{
    if (tile.isNull() && pixels.isNull()) {
        return;
    }
    if (tile.isNull()) {
        tile = QImage(TileCache::kSide, TileCache::kSide, pixels.format());
        tile.fill(0);
    }
    const size_t bytes = size_t(area.width()) * sizeof(QRgb);
    for (int y = 0; y < area.height(); ++y) {
        uchar *out = tile.scanLine(area.top() + y) + qsizetype(area.left()) * qsizetype(sizeof(QRgb));
        if (pixels.isNull()) {
            std::memset(out, 0, bytes);
        } else {
            std::memcpy(out, pixels.constScanLine(y), bytes);
        }
    }
}

} // namespace

void TileCache::invalidate(const QRegion &area)
{
    for (auto tile = m_tiles.begin(); tile != m_tiles.end(); ++tile) {
        const QRect rect = tileRect(tile.key());
        if (!area.intersects(rect)) {
            continue;
        }
        tile->stale += area & rect;
        if (tile->stale.rectCount() > kManyRects) {
            tile->stale = tile->stale.boundingRect();
        }
    }
}

QList<QPoint> TileCache::missing(const QRegion &area) const
{
    QSet<QPoint> positions; // A ragged region meets a tile more than once.
    for (const QRect &rect : area) {
        const QRect tiles = tilesOf(rect);
        for (int row = tiles.top(); row <= tiles.bottom(); ++row) {
            for (int column = tiles.left(); column <= tiles.right(); ++column) {
                if (!m_tiles.contains({column, row})) {
                    positions.insert({column, row});
                }
            }
        }
    }
    return positions.values();
}

QList<QPoint> TileCache::drafts(QRect area) const
{
    QList<QPoint> positions;
    for (auto tile = m_tiles.begin(); tile != m_tiles.end(); ++tile) {
        if (tile->step > 1 && area.intersects(tileRect(tile.key()))) {
            positions.append(tile.key());
        }
    }
    return positions;
}

void TileCache::finish(QPoint tile, const Render &render)
{
    const auto found = m_tiles.constFind(tile);
    if (found == m_tiles.cend() || found->step > 1) {
        m_tiles.insert(tile, Tile{.pixels = render(tileRect(tile)), .stale = {}});
    }
}

TileCache::Tile &TileCache::rendered(QPoint position, const Render &render, const Draft *draft)
{
    const QRect rect = tileRect(position);
    auto found = m_tiles.find(position);
    const bool isDraft = found != m_tiles.end() && found->step > 1;
    // A draft stays one until finish(): what the screen shows of it outside the exposed part is coarse.
    if (draft && (found == m_tiles.end() || (isDraft && !found->stale.isEmpty()))) {
        const QRect coarse(rect.topLeft() / draft->step, rect.size() / draft->step);
        return *m_tiles.insert(position, Tile{.pixels = draft->render(coarse), .stale = {}, .step = draft->step});
    }
    if (isDraft && draft) {
        return *found;
    }
    if (found == m_tiles.end() || isDraft) {
        found = m_tiles.insert(position, Tile{.pixels = render(rect), .stale = {}});
    }
    for (const QRect &part : std::exchange(found->stale, {})) {
        replace(found->pixels, part.translated(-rect.topLeft()), render(part));
    }
    return *found;
}

void TileCache::paint(
    QPainter &painter, const QRegion &exposed, QPoint origin, const Render &render, const Draft *draft)
{
    for (const QRect &area : exposed) {
        const QRect tiles = tilesOf(area);
        for (int row = tiles.top(); row <= tiles.bottom(); ++row) {
            for (int column = tiles.left(); column <= tiles.right(); ++column) {
                const Tile &tile = rendered({column, row}, render, draft);
                if (tile.pixels.isNull()) {
                    continue;
                }
                const QRect rect = tileRect({column, row});
                const QRect part = area & rect;
                const QRect inside = part.translated(-rect.topLeft());
                if (tile.step == 1) {
                    painter.drawImage(origin + part.topLeft(), tile.pixels, inside);
                } else {
                    painter.drawImage(QRectF(part.translated(origin)), tile.pixels,
                        QRectF(QPointF(inside.topLeft()) / tile.step, QSizeF(inside.size()) / tile.step));
                }
            }
        }
    }
}

void TileCache::trim(QRect visible)
{
    const QRect tiles = tilesOf(visible);
    const qsizetype shown = qsizetype(tiles.width()) * tiles.height();
    if (m_tiles.size() <= 2 * shown + 16) {
        return;
    }
    const QRect near = tiles.adjusted(-1, -1, 1, 1);
    m_tiles.removeIf([near](const auto &tile) { return !near.contains(tile.key()); });
}

} // namespace vmunet
