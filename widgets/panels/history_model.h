// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/undo_history.h"

#include <QAbstractListModel>
#include <QPointer>

namespace vmunet {

/// The steps of an undo history as a list: first the image as it was opened, then each step, the undone ones greyed.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    void setHistory(const UndoHistory *history); ///< Null: none. It may be destroyed at any time.
    /// The row of what the mask shows now; -1 without a history.
    int currentRow() const { return m_history ? m_history->index() : -1; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QPointer<const UndoHistory> m_history;
};

} // namespace vmunet
