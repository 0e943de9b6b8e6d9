// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/plane_marks.h"

#include "widgets/canvas/image_canvas.h"

#include <QEvent>
#include <QPaintEvent>
#include <QPainter>

#include <cmath>

namespace vmunet {

namespace {

constexpr int kMargin = 8;
constexpr int kCrossGap = 14; // Widget pixels left free around the point itself.
constexpr int kLetterRoom = 30; // The cross ends before the letters at the edges.
constexpr int kLongestBar = 140; // Widget pixels.
const QColor kInk(235, 238, 242);
const QColor kShade(0, 0, 0, 170);

} // namespace

PlaneMarks::PlaneMarks(ImageCanvas &canvas)
    : QWidget(&canvas)
    , m_canvas(canvas)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    setGeometry(canvas.rect());
    canvas.installEventFilter(this);
    connect(&canvas, &ImageCanvas::viewChanged, this, qOverload<>(&QWidget::update));
}

void PlaneMarks::setCaption(const QString &caption, const QColor &color)
{
    if (caption == m_caption && color == m_captionColor) {
        return;
    }
    m_caption = caption;
    m_captionColor = color;
    update(0, 0, width(), 2 * fontMetrics().height() + 2 * kMargin); // With the letter below it.
}

void PlaneMarks::setLetters(const EdgeLetters &letters)
{
    if (letters != m_letters) {
        m_letters = letters;
        update();
    }
}

void PlaneMarks::setPixelWidthMm(double mm)
{
    if (mm != m_pixelWidthMm) {
        m_pixelWidthMm = mm;
        update();
    }
}

void PlaneMarks::setCross(const std::optional<Cross> &cross)
{
    if (cross != m_cross) {
        updateCross();
        m_cross = cross;
        updateCross();
    }
}

/// Asks for the repaint of both lines and nothing else: the picture below is painted anew with them.
void PlaneMarks::updateCross()
{
    if (m_cross) {
        const QPoint at = m_canvas.toView(m_cross->at).toPoint();
        update(0, at.y() - 2, width(), 5);
        update(at.x() - 2, 0, 5, height());
    }
}

double PlaneMarks::scaleBarMm(double longestMm)
{
    if (!(longestMm > 0) || !std::isfinite(longestMm)) {
        return 0;
    }
    const double power = std::pow(10, std::floor(std::log10(longestMm)));
    for (const double factor : {5.0, 2.0}) {
        if (factor * power <= longestMm) {
            return factor * power;
        }
    }
    return power;
}

QString PlaneMarks::lengthText(double mm)
{
    return mm >= 10 ? tr("%1 cm").arg(mm / 10) : tr("%1 mm").arg(mm);
}

bool PlaneMarks::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        setGeometry(m_canvas.rect());
    }
    return QWidget::eventFilter(watched, event);
}

void PlaneMarks::paintEvent(QPaintEvent *)
{
    if (!m_canvas.hasImage()) {
        return;
    }
    QPainter painter(this);
    drawCross(painter);
    const QRect inner = rect().adjusted(kMargin, kMargin, -kMargin, -kMargin);
    drawText(painter, inner, Qt::AlignLeft | Qt::AlignTop, m_caption, m_captionColor);
    drawScaleBar(painter);
    QFont strong = font();
    strong.setBold(true);
    strong.setPointSizeF(strong.pointSizeF() * 1.15);
    painter.setFont(strong);
    drawText(painter, inner, Qt::AlignLeft | Qt::AlignVCenter, m_letters.left, kInk);
    drawText(painter, inner, Qt::AlignRight | Qt::AlignVCenter, m_letters.right, kInk);
    drawText(painter, inner.adjusted(0, topLetterShift(inner.width()), 0, 0), Qt::AlignHCenter | Qt::AlignTop,
        m_letters.top, kInk);
    drawText(painter, inner, Qt::AlignHCenter | Qt::AlignBottom, m_letters.bottom, kInk);
}

/// The upper letter stands below the caption where that reaches the middle of `width`.
int PlaneMarks::topLetterShift(int width) const
{
    const int room = width / 2 - fontMetrics().averageCharWidth() * 2;
    return fontMetrics().horizontalAdvance(m_caption) > room ? fontMetrics().height() : 0;
}

/// On a dark shade, so that it is read over bone and over air.
void PlaneMarks::drawText(
    QPainter &painter, QRect area, Qt::Alignment alignment, const QString &text, const QColor &color)
{
    if (text.isEmpty()) {
        return;
    }
    painter.setPen(kShade);
    for (const QPoint &offset : {QPoint(1, 1), QPoint(-1, 1), QPoint(1, -1), QPoint(-1, -1)}) {
        painter.drawText(area.translated(offset), int(alignment), text);
    }
    painter.setPen(color);
    painter.drawText(area, int(alignment), text);
}

void PlaneMarks::drawCross(QPainter &painter)
{
    if (!m_cross) {
        return;
    }
    const QPointF at = m_canvas.toView(m_cross->at);
    const double x = std::floor(at.x()) + 0.5;
    const double y = std::floor(at.y()) + 0.5;
    const double right = width() - kLetterRoom;
    const double bottom = height() - kLetterRoom;
    painter.setPen(QPen(m_cross->across, 1));
    painter.drawLine(QPointF(kLetterRoom, y), QPointF(std::max<double>(kLetterRoom, x - kCrossGap), y));
    painter.drawLine(QPointF(std::min(right, x + kCrossGap), y), QPointF(right, y));
    painter.setPen(QPen(m_cross->down, 1));
    painter.drawLine(QPointF(x, kLetterRoom), QPointF(x, std::max<double>(kLetterRoom, y - kCrossGap)));
    painter.drawLine(QPointF(x, std::min(bottom, y + kCrossGap)), QPointF(x, bottom));
}

void PlaneMarks::drawScaleBar(QPainter &painter)
{
    if (m_pixelWidthMm <= 0) {
        return;
    }
    const double mmPerPixel = m_pixelWidthMm / m_canvas.zoom();
    const double mm = scaleBarMm(mmPerPixel * std::min(kLongestBar, width() / 3));
    const int length = qRound(mm / mmPerPixel);
    const int left = kMargin;
    const int bottom = height() - kMargin;
    for (const auto &[color, grow] : {std::pair(kShade, 1), std::pair(kInk, 0)}) {
        painter.fillRect(QRect(left, bottom - 2, length, 2).adjusted(-grow, -grow, grow, grow), color);
        painter.fillRect(QRect(left, bottom - 6, 2, 6).adjusted(-grow, -grow, grow, grow), color);
        painter.fillRect(QRect(left + length - 2, bottom - 6, 2, 6).adjusted(-grow, -grow, grow, grow), color);
    }
    const int textHeight = fontMetrics().height();
    drawText(painter, QRect(left, bottom - 8 - textHeight, std::max(length, 120), textHeight),
        Qt::AlignLeft | Qt::AlignBottom, lengthText(mm), kInk);
}

} // namespace vmunet
