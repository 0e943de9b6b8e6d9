// SPDX-License-Identifier: GPL-3.0-or-later
// What mouse and keys do to the view.
#include "widgets/surface/surface_view.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

namespace {

constexpr double kDegreesPerPixel = 0.5;
constexpr double kKeyDegrees = 10;
constexpr double kZoomStep = 1.15;
constexpr double kWheelNotch = 120;

} // namespace

void SurfaceView::mousePressEvent(QMouseEvent *event)
{
    m_dragging = true;
    m_lastPosition = event->position();
}

void SurfaceView::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragging) {
        return;
    }
    const QPointF by = event->position() - m_lastPosition;
    m_lastPosition = event->position();
    const bool pans = event->buttons().testFlag(Qt::MiddleButton) || event->modifiers() & Qt::ShiftModifier;
    if (pans) {
        move({.pan = by / std::max(1, height())});
    } else if (event->buttons().testFlag(Qt::RightButton)) {
        move({.zoom = std::pow(1.01, -by.y())});
    } else {
        move({.azimuth = -by.x() * kDegreesPerPixel, .elevation = by.y() * kDegreesPerPixel});
    }
}

void SurfaceView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->buttons() == Qt::NoButton && std::exchange(m_dragging, false)) {
        draw(); // In full.
    }
}

void SurfaceView::mouseDoubleClickEvent(QMouseEvent *)
{
    Q_EMIT doubleClicked();
}

void SurfaceView::wheelEvent(QWheelEvent *event)
{
    move({.zoom = std::pow(kZoomStep, event->angleDelta().y() / kWheelNotch)});
    event->accept();
}

void SurfaceView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return move({.azimuth = kKeyDegrees});
    case Qt::Key_Right:
        return move({.azimuth = -kKeyDegrees});
    case Qt::Key_Up:
        return move({.elevation = -kKeyDegrees});
    case Qt::Key_Down:
        return move({.elevation = kKeyDegrees});
    case Qt::Key_Plus:
        return move({.zoom = kZoomStep});
    case Qt::Key_Minus:
        return move({.zoom = 1 / kZoomStep});
    case Qt::Key_Home:
        return resetView();
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace vmunet
