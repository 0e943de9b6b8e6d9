// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/ruler.h"

#include "widgets/canvas/image_canvas.h"

#include <QPainter>

namespace vmunet {

namespace {

constexpr double kGrip = 10; // Widget pixels around an end that take the pointer.
constexpr double kTick = 7;
constexpr int kTextRoom = 120;

} // namespace

Ruler::Ruler(ImageCanvas &canvas, QObject *parent)
    : QObject(parent)
    , m_canvas(&canvas)
{
}

Ruler::~Ruler()
{
    setOn(false);
}

void Ruler::setOn(bool on)
{
    if (on == m_isOn) {
        return;
    }
    m_isOn = on;
    if (m_canvas) {
        on ? m_canvas->addItem(this) : m_canvas->removeItem(this);
    }
}

void Ruler::setSpacing(const PixelSpacing &spacing)
{
    m_spacing = spacing;
    if (m_canvas) {
        m_canvas->updateItem(*this);
    }
    Q_EMIT changed();
}

void Ruler::clear()
{
    if (m_canvas) {
        m_canvas->updateItem(*this);
    }
    m_line = {};
    Q_EMIT changed();
}

QString Ruler::text() const
{
    return hasLine() ? lengthText(m_spacing, m_line.p1(), m_line.p2()) : QString();
}

std::optional<Ruler::End> Ruler::endAt(QPointF at, const ViewTransform &view) const
{
    if (hasLine() && QLineF(at, view.toView(m_line.p2())).length() <= kGrip) {
        return End::Second;
    }
    if (hasLine() && QLineF(at, view.toView(m_line.p1())).length() <= kGrip) {
        return End::First;
    }
    return std::nullopt;
}

bool Ruler::press(QPointF at, const ViewTransform &view)
{
    if (const auto end = endAt(at, view)) {
        m_dragged = *end;
        return true;
    }
    const QPointF start = view.toImage(at);
    m_line = {start, start};
    m_dragged = End::Second;
    Q_EMIT changed();
    return true;
}

void Ruler::drag(QPointF to, const ViewTransform &view)
{
    const QPointF end = view.toImage(to);
    m_dragged == End::First ? m_line.setP1(end) : m_line.setP2(end);
    Q_EMIT changed();
}

std::optional<Qt::CursorShape> Ruler::cursorAt(QPointF at, const ViewTransform &view) const
{
    return endAt(at, view) ? Qt::SizeAllCursor : Qt::CrossCursor;
}

QRegion Ruler::region(const ViewTransform &view) const
{
    if (!hasLine()) {
        return {};
    }
    const QRectF box = QRectF(view.toView(m_line.p1()), view.toView(m_line.p2())).normalized();
    return box.toAlignedRect().adjusted(-kTextRoom, -kTextRoom / 2, kTextRoom, kTextRoom / 2);
}

void Ruler::paint(QPainter &painter, const ViewTransform &view)
{
    if (!hasLine()) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QLineF shown(view.toView(m_line.p1()), view.toView(m_line.p2()));
    QLineF across = shown.normalVector();
    across.setLength(kTick);
    const QPointF tick = across.p2() - across.p1();
    for (const QPen &pen : {QPen(QColor(0, 0, 0, 170), 4), QPen(QColor(255, 214, 10), 2)}) {
        painter.setPen(pen);
        painter.drawLine(shown);
        for (const QPointF &end : {shown.p1(), shown.p2()}) {
            painter.drawLine(end - tick, end + tick);
            painter.drawEllipse(end, 3, 3);
        }
    }
    const QSizeF size = QSizeF(painter.fontMetrics().size(Qt::TextSingleLine, text())) + QSizeF(14, 6);
    const QPointF middle = shown.center() + QPointF(0, size.height());
    const QRectF box(middle - QPointF(size.width() / 2, size.height() / 2), size);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 190));
    painter.drawRoundedRect(box, 4, 4);
    painter.setPen(Qt::white);
    painter.drawText(box, Qt::AlignCenter, text());
}

} // namespace vmunet
