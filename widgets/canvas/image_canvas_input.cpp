// SPDX-License-Identifier: GPL-3.0-or-later
// What the canvas does with wheel, mouse and keys.
#include "widgets/canvas/image_canvas.h"

#include <QMouseEvent>

#include <cmath>
#include <utility>

namespace vmunet {

namespace {

constexpr double kZoomStep = 1.25;
constexpr int kWheelNotch = 120;

} // namespace

void ImageCanvas::zoomIn()
{
    zoomBy(kZoomStep, rect().center());
}

void ImageCanvas::zoomOut()
{
    zoomBy(1 / kZoomStep, rect().center());
}

void ImageCanvas::wheelEvent(QWheelEvent *event)
{
    if (!hasImage()) {
        return;
    }
    const int delta = event->angleDelta().y();
    if (m_wheelSlices && !(event->modifiers() & Qt::ControlModifier)) {
        m_wheelRemainder += delta;
        const int steps = m_wheelRemainder / kWheelNotch;
        m_wheelRemainder -= steps * kWheelNotch;
        if (steps != 0) {
            Q_EMIT slicesStepped(-steps);
        }
    } else {
        zoomBy(std::pow(kZoomStep, double(delta) / kWheelNotch), event->position());
    }
    updateBrushCircle(event->position());
    event->accept();
}

CanvasItem *ImageCanvas::itemTaking(const QMouseEvent &event)
{
    if (event.button() != Qt::LeftButton || m_spaceHeld) {
        return nullptr;
    }
    for (auto item = m_items.rbegin(); item != m_items.rend(); ++item) {
        updateItem(**item);
        if ((*item)->press(event.position(), m_view)) {
            updateItem(**item);
            return *item;
        }
    }
    return nullptr;
}

ImageCanvas::Drag ImageCanvas::dragFor(const QMouseEvent &event) const
{
    switch (event.button()) {
    case Qt::MiddleButton:
        return Drag::Pan;
    case Qt::RightButton:
        return m_windowDrag ? Drag::Window : Drag::None;
    case Qt::LeftButton:
        if (m_spaceHeld || m_leftButton == LeftButton::Pan) {
            return Drag::Pan;
        }
        return m_leftButton == LeftButton::Window ? Drag::Window : Drag::Stroke;
    default:
        return Drag::None;
    }
}

void ImageCanvas::mousePressEvent(QMouseEvent *event)
{
    if (!hasImage() || m_drag != Drag::None) {
        return;
    }
    m_draggedItem = itemTaking(*event);
    m_drag = m_draggedItem ? Drag::Item : dragFor(*event);
    m_lastPosition = event->position();
    updateCursor();
    if (m_drag == Drag::Stroke) {
        Q_EMIT strokeStarted(toImage(m_lastPosition), event->modifiers());
    }
}

void ImageCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF position = event->position();
    updateBrushCircle(position);
    Q_EMIT hovered(toImage(position));
    const QPointF from = m_lastPosition;
    m_lastPosition = position;
    switch (m_drag) {
    case Drag::Stroke:
        Q_EMIT strokeMoved(toImage(from), toImage(position));
        break;
    case Drag::Pan:
        setView(m_view.moved(position - from));
        break;
    case Drag::Window:
        Q_EMIT windowDragged(position - from);
        break;
    case Drag::Item:
        updateItem(*m_draggedItem);
        m_draggedItem->drag(position, m_view);
        updateItem(*m_draggedItem);
        break;
    case Drag::None:
        updateCursor();
        break;
    }
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const Qt::MouseButtons held = event->buttons();
    if (held != Qt::NoButton || m_drag == Drag::None) {
        return;
    }
    const Drag finished = std::exchange(m_drag, Drag::None);
    CanvasItem *item = std::exchange(m_draggedItem, nullptr);
    updateCursor();
    if (finished == Drag::Stroke) {
        Q_EMIT strokeFinished();
    } else if (item) {
        item->release();
    }
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (hasImage() && m_drag == Drag::None && dragFor(*event) == Drag::Stroke) {
        Q_EMIT doubleClicked(toImage(event->position()));
    }
}

void ImageCanvas::leaveEvent(QEvent *)
{
    updateBrushCircle(std::nullopt);
    Q_EMIT left();
}

void ImageCanvas::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_spaceHeld = true;
    updateCursor();
}

void ImageCanvas::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) {
        QWidget::keyReleaseEvent(event);
        return;
    }
    m_spaceHeld = false;
    updateCursor();
}

void ImageCanvas::updateCursor()
{
    std::optional<Qt::CursorShape> overItem;
    for (const CanvasItem *item : m_items) {
        const auto shape = m_pointer && !m_spaceHeld ? item->cursorAt(*m_pointer, m_view) : std::nullopt;
        overItem = shape ? shape : overItem;
    }
    if (!hasImage()) {
        setCursor(Qt::ArrowCursor);
    } else if (overItem && (m_drag == Drag::None || m_drag == Drag::Item)) {
        setCursor(*overItem);
    } else if (m_drag == Drag::Pan) {
        setCursor(Qt::ClosedHandCursor);
    } else if (m_spaceHeld || m_leftButton == LeftButton::Pan) {
        setCursor(Qt::OpenHandCursor);
    } else if (m_drag == Drag::Window || m_leftButton == LeftButton::Window) {
        setCursor(Qt::SizeAllCursor);
    } else {
        setCursor(Qt::CrossCursor);
    }
}

} // namespace vmunet
