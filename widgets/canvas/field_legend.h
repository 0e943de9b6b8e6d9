// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/color_map.h"

#include <QWidget>

namespace vmunet {

/// What the colours of a field mean: a title over a bar with its ends named. Stays in the lower left corner of its
/// parent and lets the pointer through.
class FieldLegend : public QWidget {
    Q_OBJECT

public:
    explicit FieldLegend(QWidget *parent);

    void describe(const QString &title, const ColorMap &colors, const QString &low, const QString &high);
    /// Says why there is nothing to see instead.
    void explain(const QString &text);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void place();

    QString m_title;
    QString m_low;
    QString m_high;
    const ColorMap *m_colors = nullptr;
};

} // namespace vmunet
