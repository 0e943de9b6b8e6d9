// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_overlay.h"

#include "widgets/canvas/image_canvas.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>

namespace vmunet {

ToolOverlay::ToolOverlay(ImageCanvas &canvas)
    : QWidget(&canvas)
    , m_canvas(canvas)
{
    setObjectName(QStringLiteral("toolOverlay"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(canvas.rect());
    hide();
    canvas.installEventFilter(this);
    connect(&canvas, &ImageCanvas::viewChanged, this, qOverload<>(&QWidget::update));
}

bool ToolOverlay::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_canvas && event->type() == QEvent::Resize) {
        setGeometry(m_canvas.rect());
    }
    return false;
}

void ToolOverlay::setGuide(const ToolGuide &guide)
{
    if (m_guide.isEmpty() && guide.isEmpty()) {
        return;
    }
    m_guide = guide;
    refresh();
}

void ToolOverlay::setColor(const QColor &color)
{
    m_color = color;
    update();
}

void ToolOverlay::setSquare(double side)
{
    m_square = side;
    refresh();
}

void ToolOverlay::setPointer(std::optional<QPointF> image)
{
    m_pointer = image;
    if (m_square > 0) {
        refresh();
    }
}

void ToolOverlay::refresh()
{
    setVisible(!m_guide.isEmpty() || (m_square > 0 && m_pointer));
    update();
}

void ToolOverlay::paintLine(QPainter &painter, const ToolGuide::Line &line) const
{
    QPolygonF points;
    for (const QPointF &point : line.points) {
        points.append(m_canvas.toView(point));
    }
    // A dark line below the coloured one keeps both visible on any image.
    const QColor color = line.color.isValid() ? line.color : m_color;
    for (const QPen &pen : {QPen(QColor(0, 0, 0, 160), line.width + 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin),
             QPen(color, line.width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin)}) {
        painter.setPen(pen);
        painter.drawPolyline(points);
        for (const QPointF &corner : line.corners ? points : QPolygonF()) {
            painter.drawEllipse(corner, 3, 3);
        }
    }
}

void ToolOverlay::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    if (m_guide.preview) {
        const QRect area = event->rect();
        painter.drawImage(area.topLeft(), m_guide.preview(m_canvas.view(), area));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    for (const ToolGuide::Line &line : m_guide.lines) {
        paintLine(painter, line);
    }
    if (m_square > 0 && m_pointer) {
        const QPointF half(m_square / 2, m_square / 2);
        const QPolygonF square(QRectF(*m_pointer - half, *m_pointer + half));
        paintLine(painter, {square, {}, 1.5, false});
    }
}

} // namespace vmunet
