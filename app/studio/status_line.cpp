// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/status_line.h"

#include "widgets/theme/theme.h"

#include <QAction>
#include <QLabel>
#include <QProgressBar>
#include <QStatusBar>
#include <QToolButton>

namespace vmunet {

StatusLine::StatusLine(QStatusBar &bar)
    : QObject(&bar)
    , m_bar(bar)
    , m_work(new QLabel)
    , m_progress(new QProgressBar)
    , m_cancel(new QToolButton)
    , m_pixel(label(QStringLiteral("statusPixel"), tr("Pixel"), 26))
    , m_zoom(label(QStringLiteral("statusZoom"), tr("Zoom"), 6))
    , m_saved(label(QStringLiteral("statusSaved"), tr("Saved state"), 8))
    , m_device(label(QStringLiteral("statusDevice"), tr("Device"), 12))
{
    m_work->setObjectName(QStringLiteral("statusWork"));
    m_progress->setObjectName(QStringLiteral("statusProgress"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(140);
    m_cancel->setObjectName(QStringLiteral("statusCancel"));
    m_cancel->setAccessibleName(tr("Cancel"));
    m_cancel->setFocusPolicy(Qt::TabFocus);
    m_cancel->setIconSize({14, 14});
    m_bar.insertPermanentWidget(0, m_work);
    m_bar.insertPermanentWidget(1, m_progress);
    m_bar.insertPermanentWidget(2, m_cancel);
    for (QLabel *widget : {m_pixel, m_zoom, m_saved, m_device}) {
        m_bar.addPermanentWidget(widget);
    }
    hideWork();
}

QLabel *StatusLine::label(const QString &name, const QString &accessibleName, int characters)
{
    auto *made = new QLabel;
    made->setObjectName(name);
    made->setAccessibleName(accessibleName);
    made->setTextFormat(Qt::PlainText);
    made->setMinimumWidth(made->fontMetrics().averageCharWidth() * characters);
    return made;
}

void StatusLine::showWork(const QString &what, double fraction, QAction *cancel)
{
    m_work->setText(what);
    m_progress->setRange(0, fraction < 0 ? 0 : 1000);
    if (fraction >= 0) {
        m_progress->setValue(qRound(fraction * 1000));
    }
    if (cancel && m_cancel->defaultAction() != cancel) {
        m_cancel->setDefaultAction(cancel);
    }
    m_work->show();
    m_progress->show();
    m_cancel->setVisible(cancel != nullptr);
}

void StatusLine::hideWork()
{
    m_work->hide();
    m_progress->hide();
    m_cancel->hide();
}

void StatusLine::setPixel(const QString &text)
{
    m_pixel->setText(text);
}

void StatusLine::setZoom(double zoom)
{
    const double percent = zoom * 100;
    m_zoom->setText(tr("%1 %").arg(percent, 0, 'f', percent < 10 ? 1 : 0));
}

void StatusLine::setSaved(const QString &text, bool saved)
{
    m_saved->setText(text);
    QPalette palette = m_bar.palette();
    palette.setColor(QPalette::WindowText, saved ? theme::kGood : theme::kCaution);
    m_saved->setPalette(palette);
}

void StatusLine::setDevice(const QString &text, const QString &detail)
{
    m_device->setText(text);
    m_device->setToolTip(detail);
}

} // namespace vmunet
