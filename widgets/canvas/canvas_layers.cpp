// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas_layers.h"

#include "widgets/canvas/tile_scaler.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

constexpr double kCrispAbove = 4;
constexpr int kOutlineWidth = 2; // Widget pixels.
constexpr qint64 kManyPixels = 3'000'000; // More on a screen have coarser drafts.

int draftStep(QSize inSight)
{
    return qint64(inSight.width()) * inSight.height() > kManyPixels ? 4 : 2;
}

/// Device pixels whose centre the image covers, from its corner.
QRect layerRect(QSize image, const ViewTransform &device)
{
    return {0, 0, std::max(1, int(std::lround(image.width() * device.scale()))),
        std::max(1, int(std::lround(image.height() * device.verticalScale())))};
}

QRegion scaled(const QRegion &region, double ratio)
{
    QRegion device;
    for (const QRect &rect : region) {
        device += QRectF(QPointF(rect.topLeft()) * ratio, QSizeF(rect.size()) * ratio).toAlignedRect();
    }
    return device;
}

} // namespace

void CanvasLayers::setImage(const ImagePyramid &image)
{
    if (image.size() != m_image.size()) {
        clear();
    }
    m_image = image;
    m_imageTiles.clear();
}

void CanvasLayers::clear()
{
    m_image = {};
    m_overlay.clear();
    m_comparison.clear();
    m_imageTiles.clear();
    m_fieldTiles.clear();
    repaintMasks();
}

void CanvasLayers::repaintMasks()
{
    m_maskTiles.clear();
    m_comparisonTiles.clear();
}

void CanvasLayers::setMask(const Mask &mask)
{
    m_overlay.setMask(mask);
    m_maskTiles.clear();
}

QRegion CanvasLayers::updateMask(const Mask &mask, QRect changed)
{
    const QRegion different = m_overlay.update(mask, changed);
    const int reach = 1 + m_outline;
    QRegion stale;
    for (const QRect &rect : different) {
        stale += m_device.toView(QRectF(rect)).toAlignedRect().adjusted(-reach, -reach, reach, reach);
    }
    m_maskTiles.invalidate(stale);
    return different;
}

void CanvasLayers::setComparison(const Mask &mask)
{
    m_comparison.setMask(mask);
    m_comparisonTiles.clear();
}

void CanvasLayers::setField(FieldRenderer renderer)
{
    m_field = std::move(renderer);
    m_fieldTiles.clear();
}

void CanvasLayers::setLabels(const LabelSet &labels)
{
    m_overlay.setLabels(labels);
    m_comparison.setLabels(labels);
    repaintMasks();
}

void CanvasLayers::setOpacity(double opacity)
{
    m_overlay.setOpacity(opacity);
    m_comparison.setOpacity(opacity);
    repaintMasks();
}

void CanvasLayers::setStyle(OverlayStyle style)
{
    m_overlay.setStyle(style);
    m_comparison.setStyle(style);
    repaintMasks();
}

void CanvasLayers::setScale(const ViewTransform &device)
{
    if (device != m_device) {
        m_device = device;
        m_imageTiles.clear();
        m_fieldTiles.clear();
        repaintMasks();
    }
}

CanvasLayers::Place CanvasLayers::placeOf(const ViewTransform &view, const Show &show) const
{
    // Whole device pixels: tiles are moved, never interpolated.
    const ViewTransform device = view.onDevice(show.ratio);
    const QPoint origin = device.offset().toPoint();
    const QRect layer = layerRect(m_image.size(), device);
    return {origin, layer, QRect(-origin, (QSizeF(show.viewport) * show.ratio).toSize()) & layer};
}

std::vector<CanvasLayers::Layer> CanvasLayers::shownLayers(const Place &place, const Show &show)
{
    const int step = draftStep(place.inSight.size());
    const ViewTransform coarse = m_device.onDevice(1.0 / step);
    const double finest = std::max(m_device.scale(), m_device.verticalScale());
    const bool smooth = finest < kCrispAbove && (finest != 1 || m_device.aspect() != 1);
    std::vector<Layer> layers;
    layers.push_back(
        {&m_imageTiles, place.layer, [this, smooth](QRect area) { return renderImage(m_device, area, smooth); },
            {step, [this, coarse](QRect area) { return renderImage(coarse, area, false); }}});
    if (m_field) {
        layers.push_back({&m_fieldTiles, place.layer, [this](QRect area) { return m_field(m_device, area); },
            {step, [this, coarse](QRect area) { return m_field(coarse, area); }}});
    }
    if (!show.mask || style() == OverlayStyle::None) {
        return layers;
    }
    const auto add = [&](TileCache &tiles, const MaskOverlay &overlay, const QRegion &region) {
        layers.push_back(
            {&tiles, region, [this, &overlay](QRect area) { return overlay.render(m_device, area, m_outline); },
                {step, [coarse, &overlay, outline = std::max(1, m_outline / step)](QRect area) {
                     return overlay.render(coarse, area, outline);
                 }}});
    };
    const int dividerX = int(std::lround(show.dividerX * show.ratio)) - place.origin.x();
    const QRect right =
        isComparing() ? QRect(QPoint(dividerX, place.layer.top()), place.layer.bottomRight()) : place.layer;
    add(m_maskTiles, m_overlay, right & place.layer);
    if (isComparing()) {
        add(m_comparisonTiles, m_comparison, QRegion(place.layer) - right);
    }
    return layers;
}

/// Renders tiles of all layers, those next to the focus first, until the budget is spent, but at least one; where the
/// widget shows them.
QRegion CanvasLayers::finish(
    const std::vector<Layer> &layers, const QSet<QPoint> &tiles, const Place &place, const Show &show)
{
    const QPointF focus = show.pace->focus * show.ratio - place.origin;
    QList<QPoint> order = tiles.values();
    const auto distance = [focus](QPoint tile) {
        const QPointF way = QRectF(TileCache::tileRect(tile)).center() - focus;
        return QPointF::dotProduct(way, way);
    };
    std::sort(order.begin(), order.end(), [&](QPoint a, QPoint b) { return distance(a) < distance(b); });
    const auto end = std::chrono::steady_clock::now() + show.pace->budget;
    QRegion finished;
    for (const QPoint &tile : order) {
        const QRect rect = TileCache::tileRect(tile);
        for (const Layer &layer : layers) {
            if (layer.region.intersects(rect)) {
                layer.tiles->finish(tile, layer.render);
            }
        }
        const QRect shown = rect.translated(place.origin);
        finished += QRectF(QPointF(shown.topLeft()) / show.ratio, QSizeF(shown.size()) / show.ratio).toAlignedRect();
        if (std::chrono::steady_clock::now() >= end) {
            break;
        }
    }
    return finished;
}

void CanvasLayers::paint(QPainter &painter, const QRegion &exposed, const ViewTransform &view, const Show &show)
{
    setScale(view.onDevice(show.ratio).atOrigin());
    m_outline = int(std::lround(kOutlineWidth * show.ratio));
    const Place place = placeOf(view, show);
    const QRegion visible = scaled(exposed, show.ratio).translated(-place.origin) & place.layer;
    const std::vector<Layer> layers = shownLayers(place, show);
    if (show.pace) {
        QSet<QPoint> missing;
        for (const Layer &layer : layers) {
            for (const QPoint &tile : layer.tiles->missing(layer.region & visible)) {
                missing.insert(tile);
            }
        }
        finish(layers, missing, place, show);
    }
    painter.save();
    painter.scale(1 / show.ratio, 1 / show.ratio);
    for (const QRect &area : visible) { // One by one: a rectangular clip is much cheaper than a ragged one.
        painter.setClipRect(area.translated(place.origin));
        for (const Layer &layer : layers) {
            layer.tiles->paint(
                painter, layer.region & area, place.origin, layer.render, show.pace ? &layer.draft : nullptr);
        }
    }
    painter.restore();
    for (TileCache *tiles : {&m_imageTiles, &m_fieldTiles, &m_maskTiles, &m_comparisonTiles}) {
        tiles->trim(place.inSight);
    }
}

QSet<QPoint> CanvasLayers::draftsInSight(const std::vector<Layer> &layers, const Place &place)
{
    QSet<QPoint> drafts;
    for (const Layer &layer : layers) {
        for (const QPoint &tile : layer.tiles->drafts(layer.region.boundingRect() & place.inSight)) {
            drafts.insert(tile);
        }
    }
    return drafts;
}

bool CanvasLayers::isSettled(const ViewTransform &view, const Show &show)
{
    if (view.onDevice(show.ratio).atOrigin() != m_device) {
        return false; // Not painted yet.
    }
    const Place place = placeOf(view, show);
    return draftsInSight(shownLayers(place, show), place).isEmpty();
}

QRegion CanvasLayers::settle(const ViewTransform &view, const Show &show)
{
    if (view.onDevice(show.ratio).atOrigin() != m_device) {
        return {};
    }
    const Place place = placeOf(view, show);
    const std::vector<Layer> layers = shownLayers(place, show);
    return finish(layers, draftsInSight(layers, place), place, show);
}

QImage CanvasLayers::renderImage(const ViewTransform &device, QRect area, bool smooth) const
{
    const int level = m_image.levelFor(std::max(device.scale(), device.verticalScale()));
    const double step = std::ldexp(1.0, level);
    return scaledTile(m_image.level(level), device.scale() * step, device.verticalScale() * step, area, smooth);
}

QRegion CanvasLayers::repaintRegion(const QRegion &image, const ViewTransform &view)
{
    const int reach = kOutlineWidth + 2;
    QRegion region;
    for (const QRect &rect : image) {
        region += view.toView(QRectF(rect)).toAlignedRect().adjusted(-reach, -reach, reach, reach);
    }
    return region;
}

} // namespace vmunet
