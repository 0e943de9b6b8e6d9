// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRect>
#include <QRectF>
#include <QSize>
#include <QSizeF>

#include <algorithm>
#include <cmath>

namespace vmunet {

/// Maps image pixels to widget coordinates: a scale and a shift, no rotation. Image pixel (x, y) covers the square from
/// (x, y) to (x + 1, y + 1) and is shown `aspect` times as high as it is wide.
class ViewTransform {
public:
    static constexpr double kMinScale = 1.0 / 64;
    static constexpr double kMaxScale = 64;

    ViewTransform() = default;
    ViewTransform(double scale, QPointF offset, double aspect = 1)
        : m_scale(std::clamp(scale, kMinScale, kMaxScale))
        , m_offset(offset)
        , m_aspect(aspect)
    {
    }

    /// The whole image, centred with `margin` widget pixels around it.
    static ViewTransform fitted(QSize image, QSize view, double margin = 12, double aspect = 1)
    {
        if (image.isEmpty() || view.isEmpty()) {
            return {};
        }
        const double scale = std::min(
            (view.width() - 2 * margin) / image.width(), (view.height() - 2 * margin) / (image.height() * aspect));
        return centred(std::max(scale, kMinScale), image, view, aspect);
    }

    static ViewTransform centred(double scale, QSize image, QSize view, double aspect = 1)
    {
        return {scale,
            QPointF((view.width() - scale * image.width()) / 2, (view.height() - scale * aspect * image.height()) / 2),
            aspect};
    }

    double scale() const { return m_scale; } ///< Widget pixels per image pixel, along a row.
    double verticalScale() const { return m_scale * m_aspect; }
    double aspect() const { return m_aspect; }
    QPointF offset() const { return m_offset; }

    QPointF toView(QPointF image) const
    {
        return {image.x() * m_scale + m_offset.x(), image.y() * verticalScale() + m_offset.y()};
    }
    QPointF toImage(QPointF view) const
    {
        return {(view.x() - m_offset.x()) / m_scale, (view.y() - m_offset.y()) / verticalScale()};
    }
    QRectF toView(QRectF image) const { return {toView(image.topLeft()), toView(image.bottomRight())}; }
    QRectF toImage(QRectF view) const { return {toImage(view.topLeft()), toImage(view.bottomRight())}; }

    /// Scaled by `factor` about a widget point, which keeps its image point.
    ViewTransform zoomed(double factor, QPointF anchor) const
    {
        const double scale = std::clamp(m_scale * factor, kMinScale, kMaxScale);
        const QPointF fixed = toImage(anchor);
        return {scale, anchor - QPointF(fixed.x() * scale, fixed.y() * scale * m_aspect), m_aspect};
    }

    ViewTransform moved(QPointF by) const
    {
        ViewTransform moved = *this;
        moved.m_offset += by;
        return moved;
    }

    /// To device pixels instead, `ratio` of them to a widget pixel.
    ViewTransform onDevice(double ratio) const
    {
        ViewTransform device = *this; // Beyond kMaxScale, too.
        device.m_scale *= ratio;
        device.m_offset *= ratio;
        return device;
    }

    /// The same scale, with the image's corner at the origin.
    ViewTransform atOrigin() const { return moved(-m_offset); }

    /// Shifted so that at least `keep` widget pixels of the image stay in sight on each axis.
    ViewTransform bounded(QSize image, QSize view, double keep = 48) const
    {
        const auto axis = [keep](double offset, double length, double room) {
            return std::clamp(offset, std::min(keep, room) - length, std::max(room - keep, 0.0));
        };
        return {m_scale,
            QPointF(axis(m_offset.x(), image.width() * m_scale, view.width()),
                axis(m_offset.y(), image.height() * verticalScale(), view.height())),
            m_aspect};
    }

    bool operator==(const ViewTransform &) const = default;

private:
    double m_scale = 1;
    QPointF m_offset;
    double m_aspect = 1;
};

} // namespace vmunet
