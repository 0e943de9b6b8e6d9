// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/image_list_panel.h"

#include "widgets/theme/theme.h"

#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace vmunet {

namespace {

constexpr int kThumbnail = ImageListModel::kThumbnailSide;
constexpr int kPad = 6;

QColor stateColor(AnnotationState state)
{
    switch (state) {
    case AnnotationState::None:
        return theme::kMuted;
    case AnnotationState::Proposed:
        return theme::kAccent;
    case AnnotationState::Corrected:
        return theme::kCaution;
    case AnnotationState::Approved:
        break;
    }
    return theme::kGood;
}

/// Thumbnail, name, and below it the state with its colour.
class ImageDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {kThumbnail + 120, kThumbnail + 2 * kPad};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect area = option.rect.adjusted(2, 1, -2, -1);
        const bool selected = option.state & QStyle::State_Selected;
        if (selected || option.state & QStyle::State_MouseOver) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(
                sheetColor(selected ? QStringLiteral("selected") : QStringLiteral("hover"), currentTheme()));
            painter->drawRoundedRect(area, 5, 5);
        }
        const QRect picture(area.left() + kPad - 1, area.top() + kPad - 1, kThumbnail, kThumbnail);
        const auto pixmap = index.data(Qt::DecorationRole).value<QPixmap>();
        if (pixmap.isNull()) {
            painter->fillRect(picture, option.palette.color(QPalette::AlternateBase));
            m_placeholder.paint(painter, picture.adjusted(14, 14, -14, -14));
        } else {
            painter->drawPixmap(picture, pixmap);
        }
        paintText(*painter, option, index, area.adjusted(kThumbnail + 3 * kPad, kPad, -kPad, -kPad));
        painter->restore();
    }

private:
    static void paintText(
        QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index, const QRect &area)
    {
        const QRect upper = area.adjusted(0, 0, 0, -area.height() / 2);
        const QRect lower = area.adjusted(0, area.height() / 2, 0, 0);
        painter.setPen(option.palette.color(QPalette::Text));
        painter.drawText(upper, Qt::AlignLeft | Qt::AlignVCenter,
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideMiddle, upper.width()));
        const auto state = AnnotationState(index.data(ImageListModel::StateRole).toInt());
        painter.setPen(Qt::NoPen);
        painter.setBrush(stateColor(state));
        painter.drawEllipse(QPointF(lower.left() + 4, lower.center().y() + 0.5), 4, 4);
        const bool selected = option.state & QStyle::State_Selected;
        painter.setPen(selected ? sheetColor(QStringLiteral("status"), currentTheme()) : QColor(theme::kMuted));
        const QRect words = lower.adjusted(14, 0, 0, 0);
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
            option.fontMetrics.elidedText(annotationStateName(state), Qt::ElideRight, words.width()));
    }

    QIcon m_placeholder = themedIcon(QStringLiteral("image"), theme::kMuted);
};

} // namespace

ImageListPanel::ImageListPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(this)
    , m_view(new QListView)
    , m_summary(new QLabel)
{
    m_view->setObjectName(QStringLiteral("imageList"));
    m_view->setAccessibleName(tr("Images"));
    m_view->setModel(&m_model);
    m_view->setItemDelegate(new ImageDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setMouseTracking(true);
    setStyleFlag(m_summary, "muted");
    m_summary->setContentsMargins(kPanelMargin, 4, kPanelMargin, 4);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_summary);

    connect(
        m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
            if (current.isValid() && !m_quiet) {
                Q_EMIT imageChosen(m_model.pathAt(current.row()));
            }
        });
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &ImageListPanel::updateSummary);
    connect(&m_model, &QAbstractItemModel::dataChanged, this, &ImageListPanel::updateSummary);
    updateSummary();
}

int ImageListPanel::currentRow() const
{
    return m_view->currentIndex().row();
}

void ImageListPanel::setCurrentRow(int row)
{
    m_quiet = true;
    m_view->setCurrentIndex(m_model.index(row));
    m_quiet = false;
}

void ImageListPanel::updateSummary()
{
    m_summary->setText(m_model.rowCount() == 0
            ? tr("Open or drop images here")
            : tr("Images: %1, approved: %2").arg(m_model.rowCount()).arg(m_model.approvedCount()));
}

} // namespace vmunet
