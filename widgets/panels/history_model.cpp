// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/history_model.h"

#include "widgets/panels/step_thumbnail.h"
#include "widgets/theme/theme.h"

#include <QIcon>

namespace vmunet {

namespace {
constexpr int kThumbnailSide = 28;
constexpr qreal kThumbnailRatio = 2; // Sharp on a high-density screen.
constexpr int kThumbnailsKept = 500;

/// The same when selected: a style would tint it.
QIcon iconOf(const QPixmap &pixmap)
{
    QIcon icon(pixmap);
    icon.addPixmap(pixmap, QIcon::Selected);
    return icon;
}
} // namespace

HistoryModel::HistoryModel(QObject *parent)
    : QAbstractListModel(parent)
    , m_thumbnails(kThumbnailsKept)
{
}

void HistoryModel::setDocument(Document *document)
{
    if (m_document) {
        m_document->disconnect(this);
        m_document->history().disconnect(this);
    }
    m_document = document;
    m_thumbnails.clear();
    refresh();
    if (document) {
        connect(&document->history(), &UndoHistory::changed, this, &HistoryModel::refresh);
        connect(document, &QObject::destroyed, this, &HistoryModel::refresh);
        connect(document, &Document::labelsChanged, this, [this] {
            m_thumbnails.clear();
            refresh();
        });
    }
}

void HistoryModel::refresh()
{
    beginResetModel();
    endResetModel();
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_document ? 0 : m_document->history().count() + 1;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const UndoHistory &history = m_document->history();
    const bool isUndone = index.row() > history.index();
    if (role == Qt::ForegroundRole && isUndone) {
        return QColor(theme::kMuted);
    }
    if (role == Qt::AccessibleDescriptionRole && isUndone) {
        return tr("undone");
    }
    if (index.row() == 0) {
        return role == Qt::DisplayRole ? history.hasForgotten() ? tr("Oldest kept step") : tr("Image opened")
                                       : QVariant();
    }
    const UndoStep &step = history.step(index.row() - 1);
    switch (role) {
    case Qt::DisplayRole:
        return describe(step);
    case Qt::DecorationRole:
        return iconOf(thumbnail(step));
    case Qt::ToolTipRole:
        return isUndone ? tr("Click to do everything up to here again") : tr("Click to go back to here");
    default:
        return {};
    }
}

QString HistoryModel::describe(const UndoStep &step) const
{
    if (step.changes.size() > 1) {
        return tr("%1 (%n slices)", nullptr, int(step.changes.size())).arg(step.name);
    }
    return m_document->sliceCount() > 1 ? tr("%1 (slice %2)").arg(step.name).arg(step.changes.front().slice + 1)
                                        : step.name;
}

QPixmap HistoryModel::thumbnail(const UndoStep &step) const
{
    if (const QPixmap *known = m_thumbnails.object(step.number)) {
        return *known;
    }
    QPixmap made = QPixmap::fromImage(stepThumbnail(step, m_document->labels(), int(kThumbnailSide * kThumbnailRatio)));
    made.setDevicePixelRatio(kThumbnailRatio);
    m_thumbnails.insert(step.number, new QPixmap(made));
    return made;
}

} // namespace vmunet
