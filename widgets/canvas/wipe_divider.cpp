// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/wipe_divider.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace vmunet {

WipeDivider::WipeDivider(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("wipeDivider"));
    setAccessibleName(tr("Divider between prediction and correction"));
    setToolTip(tr("Left: the network's prediction. Right: your correction. Drag, or use the arrow keys"));
    setCursor(Qt::SplitHCursor);
    setFocusPolicy(Qt::StrongFocus);
    resize(kWidth, parent->height());
}

void WipeDivider::follow(QSize parent)
{
    setGeometry(qRound(m_position * parent.width()) - kWidth / 2, 0, kWidth, parent.height());
}

void WipeDivider::setPosition(double position)
{
    m_position = std::clamp(position, 0.0, 1.0);
    follow(parentWidget()->size());
    Q_EMIT moved();
}

void WipeDivider::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = width() / 2.0;
    const QRectF handle(0.5, height() / 2.0 - 18, width() - 1, 36);
    painter.fillRect(QRectF(middle - 2, 0, 4, height()), QColor(0, 0, 0, 140));
    painter.fillRect(QRectF(middle - 1, 0, 2, height()), Qt::white);
    const QColor accent = palette().color(QPalette::Highlight);
    painter.setPen(QPen(hasFocus() ? accent : QColor(0, 0, 0, 160), hasFocus() ? 2 : 1));
    painter.setBrush(Qt::white);
    painter.drawRoundedRect(handle, 5, 5);
    painter.setPen(QPen(QColor(90, 90, 90), 1.5));
    for (const double x : {middle - 2, middle + 2}) {
        painter.drawLine(QPointF(x, handle.top() + 11), QPointF(x, handle.bottom() - 11));
    }
}

void WipeDivider::mousePressEvent(QMouseEvent *event)
{
    m_grip = event->position().x() - kWidth / 2.0;
}

void WipeDivider::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton) {
        const double x = mapTo(parentWidget(), event->position()).x() - m_grip;
        setPosition(x / std::max(1, parentWidget()->width()));
    }
}

void WipeDivider::keyPressEvent(QKeyEvent *event)
{
    constexpr double kStep = 0.02;
    switch (event->key()) {
    case Qt::Key_Left:
        setPosition(m_position - kStep);
        break;
    case Qt::Key_Right:
        setPosition(m_position + kStep);
        break;
    case Qt::Key_Home:
        setPosition(0);
        break;
    case Qt::Key_End:
        setPosition(1);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void WipeDivider::focusInEvent(QFocusEvent *)
{
    update();
}

void WipeDivider::focusOutEvent(QFocusEvent *)
{
    update();
}

} // namespace vmunet
