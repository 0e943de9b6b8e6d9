// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/keyboard_pointer.h"

#include "widgets/canvas/image_canvas.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

namespace {

constexpr double kGap = 4; // Widget pixels around the place itself.
constexpr double kArm = 14;
constexpr double kLargeStep = 10;
constexpr double kRoom = 24; // Of the view's border: nearer, the image moves.

/// Of the pixel under a point.
QPointF centreOf(QPointF point)
{
    return {std::floor(point.x()) + 0.5, std::floor(point.y()) + 0.5};
}

QPointF directionOf(int key)
{
    switch (key) {
    case Qt::Key_Left:
        return {-1, 0};
    case Qt::Key_Right:
        return {1, 0};
    case Qt::Key_Up:
        return {0, -1};
    case Qt::Key_Down:
        return {0, 1};
    default:
        return {};
    }
}

} // namespace

KeyboardPointer::KeyboardPointer(ImageCanvas &canvas)
    : QObject(&canvas)
    , m_canvas(&canvas)
{
    canvas.installEventFilter(this);
}

KeyboardPointer::~KeyboardPointer() = default; // The canvas, which goes with it, forgets its items by itself.

void KeyboardPointer::setOn(bool on)
{
    if (on == m_isOn) {
        return;
    }
    letGo();
    m_isOn = on;
    if (on) {
        m_at = centreOf(m_canvas->toImage(QRectF(m_canvas->rect()).center()));
        m_canvas->addItem(this);
        point();
    } else {
        m_canvas->removeItem(this);
    }
}

bool KeyboardPointer::takes(const QKeyEvent &key) const
{
    const bool isArrow =
        !directionOf(key.key()).isNull() && !(key.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
    const bool isButton = key.key() == Qt::Key_Space && !(key.modifiers() & ~Qt::ControlModifier);
    return m_canvas->hasImage() && (isArrow || isButton);
}

bool KeyboardPointer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_canvas || !m_isOn || m_isSending) {
        return false;
    }
    switch (event->type()) {
    case QEvent::ShortcutOverride: // Before the window steps through slices with the same keys.
        if (takes(*static_cast<QKeyEvent *>(event))) {
            event->accept();
            return true;
        }
        return false;
    case QEvent::KeyPress:
        if (takes(*static_cast<QKeyEvent *>(event))) {
            press(*static_cast<QKeyEvent *>(event));
            return true;
        }
        return false;
    case QEvent::KeyRelease: {
        const auto &key = *static_cast<QKeyEvent *>(event);
        if (key.key() != Qt::Key_Space) {
            return false;
        }
        if (!key.isAutoRepeat()) {
            letGo();
        }
        return true;
    }
    case QEvent::MouseMove:
        m_canvas->updateItem(*this);
        m_at = m_canvas->toImage(static_cast<QMouseEvent *>(event)->position());
        m_canvas->updateItem(*this);
        return false;
    case QEvent::FocusOut:
        letGo();
        return false;
    default:
        return false;
    }
}

void KeyboardPointer::press(const QKeyEvent &key)
{
    if (key.key() != Qt::Key_Space) {
        moveBy(directionOf(key.key()) * (key.modifiers() & Qt::ShiftModifier ? kLargeStep : 1));
    } else if (!key.isAutoRepeat() && !m_isPressed) {
        m_isPressed = true;
        m_held = key.modifiers();
        send(QEvent::MouseButtonPress, m_canvas->toView(m_at), Qt::LeftButton, Qt::LeftButton);
    }
}

void KeyboardPointer::moveBy(QPointF steps)
{
    const QPointF pixel = m_canvas->toView({1, 1}) - m_canvas->toView({0, 0});
    const QPointF step(std::max(1.0, pixel.x()), std::max(1.0, pixel.y()));
    moveTo(m_canvas->toView(m_at) + QPointF(steps.x() * step.x(), steps.y() * step.y()));
    keepInSight();
}

void KeyboardPointer::moveTo(QPointF widget)
{
    const QRectF bounds = QRectF(QPointF(0, 0), m_canvas->imageSize()).adjusted(0.5, 0.5, -0.5, -0.5);
    const QPointF wanted = m_canvas->toImage(widget);
    m_canvas->updateItem(*this);
    m_at = {
        std::clamp(wanted.x(), bounds.left(), bounds.right()), std::clamp(wanted.y(), bounds.top(), bounds.bottom())};
    m_canvas->updateItem(*this);
    point();
}

/// Tells the canvas where the pointer is.
void KeyboardPointer::point()
{
    send(QEvent::MouseMove, m_canvas->toView(m_at), Qt::NoButton, m_isPressed ? Qt::LeftButton : Qt::NoButton);
}

/// Moves the image as a drag with the middle button does, but not under a stroke.
void KeyboardPointer::keepInSight()
{
    const QRectF inner = QRectF(m_canvas->rect()).adjusted(kRoom, kRoom, -kRoom, -kRoom);
    const QPointF at = m_canvas->toView(m_at);
    if (m_isPressed || inner.isEmpty() || inner.contains(at)) {
        return;
    }
    const QPointF back(
        std::clamp(at.x(), inner.left(), inner.right()), std::clamp(at.y(), inner.top(), inner.bottom()));
    send(QEvent::MouseButtonPress, at, Qt::MiddleButton, Qt::MiddleButton);
    send(QEvent::MouseMove, back, Qt::NoButton, Qt::MiddleButton);
    send(QEvent::MouseButtonRelease, back, Qt::MiddleButton, Qt::NoButton);
    point();
}

void KeyboardPointer::letGo()
{
    if (std::exchange(m_isPressed, false)) {
        send(QEvent::MouseButtonRelease, m_canvas->toView(m_at), Qt::LeftButton, Qt::NoButton);
        m_held = {};
    }
}

void KeyboardPointer::send(QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons held)
{
    QMouseEvent event(type, at, m_canvas->mapToGlobal(at), button, held, m_held);
    m_isSending = true;
    QCoreApplication::sendEvent(m_canvas, &event);
    m_isSending = false;
}

QRegion KeyboardPointer::region(const ViewTransform &view) const
{
    const QPointF at = view.toView(m_at);
    const QPointF arm(kArm + 2, kArm + 2);
    return QRectF(at - arm, at + arm).toAlignedRect();
}

void KeyboardPointer::paint(QPainter &painter, const ViewTransform &view)
{
    const QPointF at = view.toView(m_at);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const QPen &pen : {QPen(QColor(0, 0, 0, 200), 3.5), QPen(Qt::white, 1.5)}) {
        painter.setPen(pen);
        for (const QPointF way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            painter.drawLine(at + way * kGap, at + way * kArm);
        }
    }
}

} // namespace vmunet
