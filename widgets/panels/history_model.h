// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/document.h"

#include <QAbstractListModel>
#include <QCache>
#include <QPixmap>
#include <QPointer>

namespace vmunet {

/// The undo history of a document as a list: first the image as it was opened, then each step with a small picture of
/// what it changed, the undone ones greyed.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT

public:
    explicit HistoryModel(QObject *parent = nullptr);

    void setDocument(Document *document); ///< Null: none. It may be destroyed at any time.
    const Document *document() const { return m_document; }
    /// The row of what the mask shows now; -1 without a document.
    int currentRow() const { return m_document ? m_document->history().index() : -1; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void refresh();
    QPixmap thumbnail(const UndoStep &step) const;
    QString describe(const UndoStep &step) const;

    QPointer<Document> m_document;
    mutable QCache<quint64, QPixmap> m_thumbnails; ///< By step number.
};

} // namespace vmunet
