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

/// Maps image pixels to widget coordinates: a uniform scale and a shift, no rotation. Image pixel (x, y) covers the
/// square from (x, y) to (x + 1, y + 1).
class ViewTransform {
public:
    static constexpr double kMinScale = 1.0 / 64;
    static constexpr double kMaxScale = 64;

    ViewTransform() = default;
    ViewTransform(double scale, QPointF offset)
        : m_scale(std::clamp(scale, kMinScale, kMaxScale))
        , m_offset(offset)
    {
    }

    /// The whole image, centred with `margin` widget pixels around it.
    static ViewTransform fitted(QSize image, QSize view, double margin = 12)
    {
        if (image.isEmpty() || view.isEmpty()) {
            return {};
        }
        const double scale =
            std::min((view.width() - 2 * margin) / image.width(), (view.height() - 2 * margin) / image.height());
        return centred(std::max(scale, kMinScale), image, view);
    }

    static ViewTransform centred(double scale, QSize image, QSize view)
    {
        return {
            scale, QPointF((view.width() - scale * image.width()) / 2, (view.height() - scale * image.height()) / 2)};
    }

    double scale() const { return m_scale; }
    QPointF offset() const { return m_offset; }

    QPointF toView(QPointF image) const { return image * m_scale + m_offset; }
    QPointF toImage(QPointF view) const { return (view - m_offset) / m_scale; }
    QRectF toView(QRectF image) const { return {toView(image.topLeft()), image.size() * m_scale}; }
    QRectF toImage(QRectF view) const { return {toImage(view.topLeft()), view.size() / m_scale}; }

    /// Scaled by `factor` about a widget point, which keeps its image point.
    ViewTransform zoomed(double factor, QPointF anchor) const
    {
        const double scale = std::clamp(m_scale * factor, kMinScale, kMaxScale);
        return {scale, anchor - toImage(anchor) * scale};
    }

    ViewTransform moved(QPointF by) const { return {m_scale, m_offset + by}; }

    /// Shifted so that at least `keep` widget pixels of the image stay in sight on each axis.
    ViewTransform bounded(QSize image, QSize view, double keep = 48) const
    {
        const auto axis = [keep](double offset, double length, double room) {
            return std::clamp(offset, std::min(keep, room) - length, std::max(room - keep, 0.0));
        };
        return {m_scale,
            QPointF(axis(m_offset.x(), image.width() * m_scale, view.width()),
                axis(m_offset.y(), image.height() * m_scale, view.height()))};
    }

    bool operator==(const ViewTransform &) const = default;

private:
    double m_scale = 1;
    QPointF m_offset;
};

} // namespace vmunet
