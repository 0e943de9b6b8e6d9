// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/history_model.h"

#include "widgets/theme/theme.h"

namespace vmunet {

void HistoryModel::setHistory(const UndoHistory *history)
{
    if (m_history) {
        m_history->disconnect(this);
    }
    beginResetModel();
    m_history = history;
    endResetModel();
    if (history) {
        const auto refresh = [this] {
            beginResetModel();
            endResetModel();
        };
        connect(history, &UndoHistory::changed, this, refresh);
        connect(history, &QObject::destroyed, this, refresh);
    }
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_history ? 0 : m_history->count() + 1;
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const bool isUndone = index.row() > m_history->index();
    if (role == Qt::DisplayRole) {
        if (index.row() == 0) {
            return m_history->hasForgotten() ? tr("Oldest kept step") : tr("Image opened");
        }
        return m_history->step(index.row() - 1).name;
    }
    if (role == Qt::ForegroundRole && isUndone) {
        return theme::kMuted;
    }
    if (role == Qt::AccessibleDescriptionRole && isUndone) {
        return tr("undone");
    }
    return {};
}

} // namespace vmunet
