// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"

#include <QAbstractTableModel>

namespace vmunet {

/// The label set as a table: colour and key, name (editable), visible, locked. Emits labelsEdited() for a person's
/// changes; the owner passes the accepted set back with setLabels().
class LabelModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Color, Name, Visible, Locked, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setLabels(const LabelSet &labels);
    const LabelSet &labels() const { return m_labels; }
    Label labelAt(int row) const; ///< kBackground for a row that is not there.
    int rowOf(Label label) const; ///< -1 if absent.

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    /// A dragged row is only asked for: moveRequested().
    Qt::DropActions supportedDropActions() const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    bool dropMimeData(
        const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;

Q_SIGNALS:
    void labelsEdited(const LabelSet &labels);
    void moveRequested(Label label, int row); ///< To that row of the list without it.

private:
    LabelSet m_labels;
};

} // namespace vmunet
