// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace vmunet {

/// Covers its parent with the slices of a series that is being read, one at a time, until the whole of it is there.
/// Hidden otherwise. Main thread.
class SeriesPreview : public QWidget {
    Q_OBJECT

public:
    explicit SeriesPreview(QWidget *parent);

    /// `picture` has square pixels. `index` counts from 0.
    void showSlice(const QImage &picture, int index, int count);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_picture;
    QString m_text;
};

} // namespace vmunet
