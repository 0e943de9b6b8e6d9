// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas_item.h"

#include <QEvent>
#include <QObject>

class QKeyEvent;

namespace vmunet {

class ImageCanvas;

/// The mouse of a canvas for whoever uses keys: while it is on and the canvas has the focus, arrow keys move a cross by
/// one image pixel (one screen pixel where those are larger), with Shift by ten, and the space bar is the left button,
/// held as long as the key is. The canvas gets mouse events, so that tools, ruler and inspector know no difference.
/// Child of the canvas.
class KeyboardPointer : public QObject, public CanvasItem {
    Q_OBJECT

public:
    explicit KeyboardPointer(ImageCanvas &canvas);
    ~KeyboardPointer() override;

    void setOn(bool on);
    QPointF position() const { return m_at; } ///< Image pixels.

    void paint(QPainter &painter, const ViewTransform &view) override;
    QRegion region(const ViewTransform &view) const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool takes(const QKeyEvent &key) const;
    void press(const QKeyEvent &key);
    void moveBy(QPointF steps);
    void moveTo(QPointF widget);
    void point();
    void keepInSight();
    void letGo();
    void send(QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons held);

    ImageCanvas *m_canvas; ///< Null at its end.
    QPointF m_at;
    bool m_isOn = false;
    bool m_isSending = false;
    bool m_isPressed = false;
    Qt::KeyboardModifiers m_held;
};

} // namespace vmunet
