// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/canvas_layers.h"

#include <QPainter>

#include <cmath>

namespace vmunet {

namespace {

constexpr double kCrispAbove = 4;
constexpr int kOutlineWidth = 2; // Widget pixels.

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

void CanvasLayers::paint(
    QPainter &painter, const QRegion &exposed, const ViewTransform &view, double ratio, const Show &show)
{
    const ViewTransform device = view.onDevice(ratio);
    setScale(device.atOrigin());
    // Whole device pixels: tiles are moved, never interpolated.
    const QPoint origin = device.offset().toPoint();
    const QRect layer = layerRect(m_image.size(), m_device);
    const QRegion visible = scaled(exposed, ratio).translated(-origin) & layer;
    const int dividerX = int(std::lround(show.dividerX * ratio)) - origin.x();
    const QRegion right = isComparing() ? visible & QRect(QPoint(dividerX, layer.top()), layer.bottomRight()) : visible;
    m_outline = int(std::lround(kOutlineWidth * ratio));
    const auto mask = [this](const MaskOverlay &overlay) {
        return [this, &overlay](QRect area) { return overlay.render(m_device, area, m_outline); };
    };
    painter.save();
    painter.scale(1 / ratio, 1 / ratio);
    for (const QRect &area : visible) { // One by one: a rectangular clip is much cheaper than a ragged one.
        painter.setClipRect(area.translated(origin));
        m_imageTiles.paint(painter, area, origin, [this](QRect part) { return renderImage(part); });
        if (m_field) {
            m_fieldTiles.paint(painter, area, origin, [this](QRect part) { return m_field(m_device, part); });
        }
        if (show.mask && style() != OverlayStyle::None) {
            m_maskTiles.paint(painter, right & area, origin, mask(m_overlay));
            m_comparisonTiles.paint(painter, QRegion(area) - right, origin, mask(m_comparison));
        }
    }
    painter.restore();
    const QRect window(-origin, (QSizeF(show.viewport) * ratio).toSize());
    for (TileCache *tiles : {&m_imageTiles, &m_fieldTiles, &m_maskTiles, &m_comparisonTiles}) {
        tiles->trim(window & layer);
    }
}

QImage CanvasLayers::renderImage(QRect area) const
{
    const double finest = std::max(m_device.scale(), m_device.verticalScale());
    const int level = m_image.levelFor(finest);
    const QImage &pixels = m_image.level(level);
    const double step = std::ldexp(1.0, level);
    const QRectF covered = m_device.toImage(QRectF(area));
    // Whole source pixels, and the neighbours that smoothing looks at: tiles then meet without a seam.
    const QRect source =
        QRectF(covered.topLeft() / step, covered.size() / step).toAlignedRect().adjusted(-2, -2, 2, 2) & pixels.rect();
    const QRectF target = m_device.toView(QRectF(QPointF(source.topLeft()) * step, QSizeF(source.size()) * step));
    QImage tile(area.size(), QImage::Format_RGB32);
    tile.fill(Qt::black);
    QPainter painter(&tile);
    painter.setRenderHint(
        QPainter::SmoothPixmapTransform, finest < kCrispAbove && (finest != 1 || m_device.aspect() != 1));
    painter.drawImage(target.translated(-area.topLeft()), pixels, source);
    return tile;
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
