// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/input/mouse_scheme.h"

#include "widgets/canvas/image_canvas.h"

#include <QCoreApplication>
#include <QWheelEvent>

namespace vmunet {

namespace {
constexpr int kWheelNotch = 120; // Eighths of a degree, as Qt counts.
} // namespace

MouseScheme::MouseScheme(QWidget &window)
    : QObject(&window)
    , m_window(window)
{
    qApp->installEventFilter(this); // Canvases come and go with the views.
}

void MouseScheme::setScheme(InputScheme scheme)
{
    m_scheme = scheme;
    applyDrag();
}

void MouseScheme::setVolume(bool volume)
{
    m_volume = volume;
    applyDrag();
}

void MouseScheme::applyDrag()
{
    for (ImageCanvas *canvas : m_window.findChildren<ImageCanvas *>()) {
        canvas->setWindowDragEnabled(m_volume && m_scheme == InputScheme::Radiology);
    }
}

bool MouseScheme::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Wheel || m_translating) {
        return false;
    }
    auto *canvas = qobject_cast<ImageCanvas *>(watched);
    return canvas && canvas->window() == &m_window && translate(*canvas, static_cast<const QWheelEvent &>(*event));
}

/// The canvas knows the plain wheel (slice, or zoom where there is one slice) and the wheel with Ctrl (zoom).
bool MouseScheme::translate(ImageCanvas &canvas, const QWheelEvent &event)
{
    const bool shift = event.modifiers() & Qt::ShiftModifier;
    const bool control = event.modifiers() & Qt::ControlModifier;
    if (shift && !control) {
        const QPoint angle = event.angleDelta(); // Some systems turn the wheel sideways while Shift is held.
        m_brushRemainder += angle.y() != 0 ? angle.y() : angle.x();
        const int steps = m_brushRemainder / kWheelNotch;
        m_brushRemainder -= steps * kWheelNotch;
        for (int i = 0; i < std::abs(steps); ++i) {
            Q_EMIT brushStepped(steps > 0 ? 1 : -1);
        }
        return true;
    }
    if (m_scheme == InputScheme::Radiology) {
        return false;
    }
    const Qt::KeyboardModifiers wanted = control ? Qt::NoModifier : Qt::ControlModifier;
    QWheelEvent translated(event.position(), event.globalPosition(), event.pixelDelta(), event.angleDelta(),
        event.buttons(), wanted, event.phase(), event.inverted());
    m_translating = true;
    QCoreApplication::sendEvent(&canvas, &translated);
    m_translating = false;
    return true;
}

QList<QPair<QString, QString>> MouseScheme::gestures(InputScheme scheme)
{
    const bool radiology = scheme == InputScheme::Radiology;
    return {{tr("Wheel"), radiology ? tr("Next and previous slice; zoom in a photograph") : tr("Zoom")},
        {tr("Ctrl and wheel"), radiology ? tr("Zoom") : tr("Next and previous slice")},
        {tr("Shift and wheel"), tr("Brush size")}, {tr("Left drag"), tr("The chosen tool")},
        {tr("Ctrl and left drag"), tr("The tool the other way round: erase instead of paint")},
        {tr("Right drag"), radiology ? tr("Window and level of a volume; erase in a photograph") : tr("Erase")},
        {tr("Middle drag"), tr("Move the image")}, {tr("Space and drag"), tr("Move the image")},
        {tr("Arrows and Space"), tr("Move a cross and press there, while pointing by keyboard is on")}};
}

} // namespace vmunet
