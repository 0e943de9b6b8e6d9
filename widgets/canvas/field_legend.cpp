// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/field_legend.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace vmunet {

namespace {

constexpr int kMargin = 10;
constexpr int kBarHeight = 10;
constexpr int kBarWidth = 180;
constexpr int kFromCorner = 12;

} // namespace

FieldLegend::FieldLegend(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("fieldLegend"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    parent->installEventFilter(this);
    hide();
}

void FieldLegend::describe(const QString &title, const ColorMap &colors, const QString &low, const QString &high)
{
    m_title = title;
    m_colors = &colors;
    m_low = low;
    m_high = high;
    setAccessibleName(tr("%1: %2 to %3").arg(title, low, high));
    place();
}

void FieldLegend::explain(const QString &text)
{
    m_title = text;
    m_colors = nullptr;
    setAccessibleName(text);
    place();
}

QSize FieldLegend::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    const int width = std::max(metrics.horizontalAdvance(m_title), m_colors ? kBarWidth : 0);
    const int height = metrics.height() + (m_colors ? 6 + kBarHeight + 2 + metrics.height() : 0);
    return QSize(width, height) + 2 * QSize(kMargin, kMargin - 2);
}

void FieldLegend::place()
{
    resize(sizeHint());
    move(kFromCorner, parentWidget()->height() - height() - kFromCorner);
    update();
}

bool FieldLegend::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

void FieldLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 190));
    painter.drawRoundedRect(rect(), 6, 6);
    painter.setPen(Qt::white);
    const QRect inner = rect().adjusted(kMargin, kMargin - 2, -kMargin, -(kMargin - 2));
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, m_title);
    if (!m_colors) {
        return;
    }
    const QRect bar(inner.left(), inner.top() + fontMetrics().height() + 6, inner.width(), kBarHeight);
    for (int x = 0; x < bar.width(); ++x) {
        const auto level = size_t(x) * 255 / size_t(std::max(1, bar.width() - 1));
        painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), QColor((*m_colors)[level]));
    }
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignBottom, m_low);
    painter.drawText(inner, Qt::AlignRight | Qt::AlignBottom, m_high);
}

} // namespace vmunet
