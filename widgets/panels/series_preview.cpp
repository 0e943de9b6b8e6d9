// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/series_preview.h"

#include <QEvent>
#include <QPainter>

namespace vmunet {

SeriesPreview::SeriesPreview(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("seriesPreview"));
    setAccessibleName(tr("Series being read"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    parent->installEventFilter(this);
    hide();
}

void SeriesPreview::showSlice(const QImage &picture, int index, int count)
{
    m_picture = picture;
    m_text = tr("Slice %1 of %2; the series is still being read").arg(index + 1).arg(count);
    setAccessibleDescription(m_text);
    setGeometry(parentWidget()->rect());
    show();
    raise();
    update();
}

bool SeriesPreview::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

void SeriesPreview::paintEvent(QPaintEvent *)
{
    constexpr int kMargin = 12;
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    const int line = fontMetrics().height();
    const QRect place = rect().adjusted(kMargin, kMargin, -kMargin, -(2 * kMargin + line));
    if (place.isEmpty()) {
        return;
    }
    QRect picture({}, m_picture.size().scaled(place.size(), Qt::KeepAspectRatio));
    picture.moveCenter(place.center());
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(picture, m_picture);
    painter.setPen(Qt::white);
    const QRect caption(kMargin, height() - kMargin - line, width() - 2 * kMargin, line);
    painter.drawText(caption, Qt::AlignCenter, m_text);
}

} // namespace vmunet
