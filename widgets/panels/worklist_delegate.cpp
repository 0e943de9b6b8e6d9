// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/worklist_delegate.h"

#include "widgets/panels/worklist_model.h"
#include "widgets/panels/worklist_texts.h"
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QPainter>

namespace vmunet {

namespace {
constexpr int kSide = ThumbnailCache::kSide;
constexpr int kSign = 14;
} // namespace

QIcon WorklistDelegate::placeholder()
{
    return themedIcon(QStringLiteral("image"), theme::kMuted);
}

QSize WorklistDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {kSide + 120, kSide + 2 * kPad};
}

void WorklistDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem background = option;
    initStyleOption(&background, index);
    background.text.clear();
    background.icon = QIcon();
    background.features &= ~QStyleOptionViewItem::HasDecoration;
    QApplication::style()->drawControl(QStyle::CE_ItemViewItem, &background, painter, option.widget);

    painter->save();
    const QRect picture(option.rect.left() + kPad + 3, option.rect.top() + kPad, kSide, kSide);
    const auto pixmap = index.data(Qt::DecorationRole).value<QPixmap>();
    if (pixmap.isNull()) {
        painter->fillRect(picture, option.palette.color(QPalette::AlternateBase));
        m_placeholder.paint(painter, picture.adjusted(14, 14, -14, -14));
    } else {
        painter->drawPixmap(picture, pixmap);
    }
    if (index.data(WorklistModel::OpenRole).toBool()) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top() + 3, 3, option.rect.height() - 6),
            sheetColor(QStringLiteral("accent"), currentTheme()));
    }
    paintTexts(*painter, option, index, option.rect.adjusted(kSide + 3 * kPad, kPad, -kPad, -kPad));
    painter->restore();
}

void WorklistDelegate::paintTexts(
    QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index, const QRect &area) const
{
    const bool selected = option.state & QStyle::State_Selected;
    const QColor bright =
        selected ? sheetColor(QStringLiteral("selectedText"), currentTheme()) : option.palette.color(QPalette::Text);
    const QColor dim = selected ? bright : QColor(theme::kMuted);
    QFont font = option.font;
    font.setBold(index.data(WorklistModel::OpenRole).toBool());
    painter.setFont(font);
    painter.setPen(bright);
    const QFontMetrics metrics(font);
    const QRect upper = m_compact ? area.adjusted(0, 0, 0, -area.height() / 2) : area;
    painter.drawText(upper, Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(index.data().toString(), Qt::ElideMiddle, upper.width()));
    if (!m_compact || !index.data(WorklistModel::PathRole).isValid()) {
        return;
    }
    const QRect lower = area.adjusted(0, area.height() / 2, 0, 0);
    const auto state = ImageState(index.data(WorklistModel::StateRole).toInt());
    imageStateIcon(state).paint(
        &painter, QRect(lower.left(), lower.center().y() - kSign / 2 + 1, kSign, kSign), Qt::AlignCenter);
    QStringList words{imageStateName(state)};
    words += index.data(WorklistModel::TagsRole).toStringList();
    painter.setFont(option.font);
    painter.setPen(dim);
    const QRect line = lower.adjusted(kSign + 5, 0, 0, 0);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
        option.fontMetrics.elidedText(words.join(QStringLiteral(" · ")), Qt::ElideRight, line.width()));
}

} // namespace vmunet
