// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

class QAction;
class QLabel;
class QProgressBar;
class QStatusBar;
class QToolButton;

namespace vmunet {

/// What the status bar always shows: running work with its cancel button, pixel and value, zoom, saved state, device.
class StatusLine : public QObject {
    Q_OBJECT

public:
    explicit StatusLine(QStatusBar &bar);

    /// `fraction` < 0: unknown. `cancel` may be null.
    void showWork(const QString &what, double fraction, QAction *cancel);
    void hideWork();
    void setPixel(const QString &text);
    void setZoom(double zoom);
    void setSaved(const QString &text, bool saved);
    void setDevice(const QString &text, const QString &detail);

private:
    QLabel *label(const QString &name, const QString &accessibleName, int characters);

    QStatusBar &m_bar;
    QLabel *m_work;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
    QLabel *m_pixel;
    QLabel *m_zoom;
    QLabel *m_saved;
    QLabel *m_device;
};

} // namespace vmunet
