// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace vmunet {

/// The line between two masks that are compared on a canvas, dragged by the mouse or moved by the arrow keys. A child
/// of the canvas, as high as it.
class WipeDivider : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidth = 14;

    explicit WipeDivider(QWidget *parent);

    /// Keeps its place relative to a parent of this size.
    void follow(QSize parent);
    /// Where the line is, 0 at the left border and 1 at the right one.
    double position() const { return m_position; }
    void setPosition(double position); ///< Clamped.

Q_SIGNALS:
    void moved();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    double m_position = 0.5;
    double m_grip = 0; ///< Where on the handle the drag began.
};

} // namespace vmunet
