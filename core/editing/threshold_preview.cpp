// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/threshold_preview.h"

#include "core/annotation/region.h"
#include "core/annotation/threshold_cut.h"
#include "core/editing/write_region.h"

#include <algorithm>

namespace vmunet {

namespace {

constexpr int kTileSide = 64;

const std::uint8_t *valuesAt(const ProbabilityMap &map, int x, int y)
{
    return reinterpret_cast<const std::uint8_t *>(map.values.constData()) + qsizetype(y) * map.size.width() + x;
}

} // namespace

ThresholdPreview::ThresholdPreview(ProbabilityMap map, double threshold, const Mask &current, const WriteRule &rule)
    : m_map(std::move(map))
    , m_cut(thresholdCut(threshold))
{
    const Mask proposed = maskAtThreshold(m_map, threshold);
    if (rule.keepsAny || proposed != current) {
        keepCorrections(proposed, current, rule);
    }
    if (m_map.classes == 1 && m_map.values.size() == qsizetype(m_map.size.width()) * m_map.size.height()) {
        measureTiles();
    }
}

void ThresholdPreview::keepCorrections(const Mask &proposed, const Mask &current, const WriteRule &rule)
{
    Mask corrected(current.size());
    for (int y = 0; y < current.rect().height(); ++y) {
        const std::uint8_t *now = current.row(y);
        const std::uint8_t *then = proposed.row(y);
        std::uint8_t *out = corrected.row(y);
        if (!rule.keepsAny) { // A row of its own: this one vectorises.
            std::transform(now, now + current.rect().width(), then, out,
                [](std::uint8_t a, std::uint8_t b) { return std::uint8_t(a != b); });
            continue;
        }
        for (int x = 0; x < current.rect().width(); ++x) {
            out[x] = std::uint8_t((now[x] != then[x]) | int(rule.kept[now[x]]));
        }
    }
    m_area = boundsOf(corrected, Label{1});
    m_corrected = corrected.cropped(m_area);
    m_current = current.cropped(m_area);
}

void ThresholdPreview::measureTiles()
{
    const QRect all(QPoint(0, 0), m_map.size);
    for (int top = 0; top < all.height(); top += kTileSide) {
        for (int left = 0; left < all.width(); left += kTileSide) {
            Tile tile{.area = QRect(left, top, kTileSide, kTileSide) & all};
            for (int y = tile.area.top(); y <= tile.area.bottom(); ++y) {
                const std::uint8_t *values = valuesAt(m_map, left, y);
                std::uint8_t least = 255;
                std::uint8_t most = 0;
                for (int x = 0; x < tile.area.width(); ++x) {
                    least = std::min(least, values[x]);
                    most = std::max(most, values[x]);
                }
                tile.least = std::min(tile.least, least);
                tile.most = std::max(tile.most, most);
            }
            m_tiles.push_back(tile);
        }
    }
}

QRect ThresholdPreview::apply(Mask &mask, double threshold, const std::function<void(QRect)> &changing)
{
    if (m_tiles.empty()) {
        return applyAll(mask, threshold, changing);
    }
    const int cut = thresholdCut(threshold);
    const int low = std::min(cut, m_cut); // Values in [low, high) change sides.
    const int high = std::max(cut, m_cut);
    const std::uint8_t label = cut < m_cut ? 1 : 0;
    m_cut = cut;
    QRect changed;
    for (const Tile &tile : m_tiles) {
        if (tile.least < high && tile.most >= low && changesIn(tile, low, high)) {
            changing(tile.area);
            write(tile, mask, low, high, label);
            changed |= tile.area;
        }
    }
    return changed;
}

const std::uint8_t *ThresholdPreview::correctedRow(int y) const
{
    return y >= m_area.top() && y <= m_area.bottom() ? m_corrected.row(y - m_area.top()) : nullptr;
}

bool ThresholdPreview::changesIn(const Tile &tile, int low, int high) const
{
    const auto range = std::uint8_t(high - low);
    for (int y = tile.area.top(); y <= tile.area.bottom(); ++y) {
        const std::uint8_t *values = valuesAt(m_map, tile.area.left(), y);
        std::uint8_t any = 0;
        for (int x = 0; x < tile.area.width(); ++x) {
            any |= std::uint8_t(std::uint8_t(values[x] - low) < range);
        }
        if (any == 0) {
            continue;
        }
        const std::uint8_t *corrected = correctedRow(y);
        for (int x = 0; x < tile.area.width(); ++x) {
            const int column = tile.area.left() + x - m_area.left();
            const bool stays = corrected && column >= 0 && column < m_area.width() && corrected[column];
            if (std::uint8_t(values[x] - low) < range && !stays) {
                return true;
            }
        }
    }
    return false;
}

void ThresholdPreview::write(const Tile &tile, Mask &mask, int low, int high, std::uint8_t label) const
{
    const auto range = std::uint8_t(high - low);
    for (int y = tile.area.top(); y <= tile.area.bottom(); ++y) {
        const std::uint8_t *values = valuesAt(m_map, tile.area.left(), y);
        std::uint8_t *row = mask.row(y) + tile.area.left();
        for (int x = 0; x < tile.area.width(); ++x) {
            row[x] = std::uint8_t(values[x] - low) < range ? label : row[x];
        }
        const std::uint8_t *corrected = correctedRow(y);
        const QRect kept = corrected ? tile.area & m_area : QRect();
        for (int x = kept.left(); x <= kept.right(); ++x) {
            const int column = x - m_area.left();
            row[x - tile.area.left()] =
                corrected[column] ? m_current.row(y - m_area.top())[column] : row[x - tile.area.left()];
        }
    }
}

/// Of several classes, a threshold decides per pixel between background and the likeliest structure.
QRect ThresholdPreview::applyAll(Mask &mask, double threshold, const std::function<void(QRect)> &changing) const
{
    Mask wanted = maskAtThreshold(m_map, threshold);
    for (int y = 0; y < m_area.height(); ++y) {
        const std::uint8_t *corrected = m_corrected.row(y);
        const std::uint8_t *kept = m_current.row(y);
        std::uint8_t *row = wanted.row(m_area.top() + y) + m_area.left();
        for (int x = 0; x < m_area.width(); ++x) {
            row[x] = corrected[x] ? kept[x] : row[x];
        }
    }
    const QRect changed = changedArea(mask, wanted);
    if (!changed.isEmpty()) {
        changing(changed);
        mask = std::move(wanted);
    }
    return changed;
}

} // namespace vmunet
