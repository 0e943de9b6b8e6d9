// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_cache.h"

#include <QPainter>

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

TileCache::Tile &TileCache::rendered(QPoint position, const Render &render)
{
    const QRect rect = tileRect(position);
    auto found = m_tiles.find(position);
    if (found == m_tiles.end()) {
        found = m_tiles.insert(position, Tile{.pixels = render(rect), .stale = {}});
    }
    for (const QRect &part : std::exchange(found->stale, {})) {
        replace(found->pixels, part.translated(-rect.topLeft()), render(part));
    }
    return *found;
}

void TileCache::paint(QPainter &painter, const QRegion &exposed, QPoint origin, const Render &render)
{
    for (const QRect &area : exposed) {
        const QRect tiles = tilesOf(area);
        for (int row = tiles.top(); row <= tiles.bottom(); ++row) {
            for (int column = tiles.left(); column <= tiles.right(); ++column) {
                const Tile &tile = rendered({column, row}, render);
                if (tile.pixels.isNull()) {
                    continue;
                }
                const QRect rect = tileRect({column, row});
                const QRect part = area & rect;
                painter.drawImage(origin + part.topLeft(), tile.pixels, part.translated(-rect.topLeft()));
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
