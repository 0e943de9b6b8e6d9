// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCache>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QStringList>
#include <QThreadPool>

namespace vmunet {

/// Square pictures of image files (the middle slice of a volume), made one at a time on a worker when they are first
/// asked for, the newest question first. Those used longest ago are forgotten. Main thread.
class ThumbnailCache : public QObject {
    Q_OBJECT

public:
    static constexpr int kSide = 48; ///< Widget pixels; twice as many image pixels for dense screens.
    static constexpr int kKept = 2000; ///< 70 MiB.
    static constexpr int kWaiting = 40; ///< Of more, the oldest questions are dropped: they were scrolled past.

    explicit ThumbnailCache(QObject *parent = nullptr);
    ~ThumbnailCache() override; ///< Waits for the picture that is being made.

    /// A null pixmap until ready() says so, and for files that cannot be read.
    QPixmap pixmap(const QString &path);
    int count() const { return int(m_made.size()); }

Q_SIGNALS:
    void ready(const QString &path);

private:
    void makeNext();
    void accept(const QString &path, const QImage &image);

    QCache<QString, QPixmap> m_made{kKept};
    QStringList m_waiting; ///< The next one last.
    QString m_making;
    QThreadPool m_pool;
};

} // namespace vmunet
