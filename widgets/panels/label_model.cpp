// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/label_model.h"

#include "widgets/theme/theme.h"

#include <QIcon>
#include <QMimeData>
#include <QPainter>
#include <QPixmap>

namespace vmunet {

namespace {

constexpr char kListProperty[] = "labelList";
const QString kRowType = QStringLiteral("application/x-vmunet-label-row");

/// The same when selected: a style would tint it.
QIcon swatch(const QColor &color)
{
    QPixmap pixmap(16, 16);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawRoundedRect(1, 1, 14, 14, 4, 4);
    painter.end();
    QIcon icon(pixmap);
    icon.addPixmap(pixmap, QIcon::Selected);
    return icon;
}

} // namespace

void LabelModel::setLabels(const LabelSet &labels)
{
    if (labels == m_labels) {
        return;
    }
    if (labels.labels().size() == m_labels.labels().size()) {
        m_labels = labels;
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_labels = labels;
    endResetModel();
}

Label LabelModel::labelAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_labels.labels()[size_t(row)].label : kBackground;
}

int LabelModel::rowOf(Label label) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (labelAt(row) == label) {
            return row;
        }
    }
    return -1;
}

int LabelModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_labels.labels().size());
}

int LabelModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LabelModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const LabelInfo &info = m_labels.labels()[size_t(index.row())];
    const bool named = index.column() == Name && (role == Qt::DisplayRole || role == Qt::EditRole);
    if (named) {
        return info.name;
    }
    if (role == Qt::DecorationRole) {
        switch (index.column()) {
        case Color:
            return swatch(info.color);
        case Visible:
            return info.visible ? themedIcon(QStringLiteral("eye"))
                                : themedIcon(QStringLiteral("eye-off"), theme::kMuted);
        case Locked:
            return info.locked ? themedIcon(QStringLiteral("lock"))
                               : themedIcon(QStringLiteral("unlock"), theme::kMuted);
        default:
            return {};
        }
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        switch (index.column()) {
        case Color:
            return index.row() < 9 ? tr("Change the colour (key %1 makes it active)").arg(index.row() + 1)
                                   : tr("Change the colour");
        case Name:
            return role == Qt::ToolTipRole ? tr("Double-click to rename") : info.name;
        case Visible:
            return info.visible ? tr("Shown: click to hide") : tr("Hidden: click to show");
        default:
            return info.locked ? tr("Locked: painting leaves it alone") : tr("Click to lock against painting");
        }
    }
    return {};
}

QVariant LabelModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical && role == Qt::DisplayRole) {
        return section + 1;
    }
    return {};
}

Qt::ItemFlags LabelModel::flags(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return Qt::ItemIsDropEnabled; // Between rows, not on them.
    }
    const Qt::ItemFlags base =
        Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
    return index.column() == Name ? base | Qt::ItemIsEditable : base;
}

Qt::DropActions LabelModel::supportedDropActions() const
{
    return Qt::MoveAction;
}

QStringList LabelModel::mimeTypes() const
{
    return {kRowType};
}

QMimeData *LabelModel::mimeData(const QModelIndexList &indexes) const
{
    auto *data = new QMimeData;
    data->setData(kRowType, QByteArray::number(indexes.isEmpty() ? -1 : indexes.first().row()));
    data->setProperty(kListProperty, QVariant::fromValue(static_cast<const QObject *>(this)));
    return data;
}

bool LabelModel::dropMimeData(
    const QMimeData *data, Qt::DropAction action, int row, int /*column*/, const QModelIndex & /*parent*/)
{
    const bool isOwn = data->property(kListProperty).value<const QObject *>() == this; // Not of another studio.
    const int from = isOwn ? data->data(kRowType).toInt() : -1;
    const Label dropped = labelAt(from);
    if (action != Qt::MoveAction || dropped == kBackground) {
        return false;
    }
    const int before = row < 0 ? rowCount() : row; // Below the last one.
    Q_EMIT moveRequested(dropped, before > from ? before - 1 : before);
    return true;
}

bool LabelModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const Label label = labelAt(index.row());
    if (label == kBackground || role != Qt::EditRole) {
        return false;
    }
    LabelSet edited = m_labels;
    switch (index.column()) {
    case Color:
        edited.setColor(label, value.value<QColor>());
        break;
    case Name:
        if (value.toString().trimmed().isEmpty()) {
            return false;
        }
        edited.rename(label, value.toString().trimmed());
        break;
    case Visible:
        edited.setVisible(label, value.toBool());
        break;
    case Locked:
        edited.setLocked(label, value.toBool());
        break;
    default:
        return false;
    }
    setLabels(edited);
    Q_EMIT labelsEdited(edited);
    return true;
}

} // namespace vmunet
