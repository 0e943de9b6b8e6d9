// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QStyledItemDelegate>

namespace vmunet {

/// The worklist's first column: thumbnail and name; where it is the only column also the state, with its sign, and tags
/// below. The open image has a bar at its side.
class WorklistDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int kPad = 5;

    using QStyledItemDelegate::QStyledItemDelegate;
    void setCompact(bool compact) { m_compact = compact; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintTexts(
        QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index, const QRect &area) const;

    bool m_compact = true;
    QIcon m_placeholder = placeholder();
    static QIcon placeholder();
};

} // namespace vmunet
