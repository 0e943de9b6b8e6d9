// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/history_model.h"

#include <QWidget>

class QListView;

namespace vmunet {

/// The undo history: click a step, or choose it with the keys and press Return, to go there.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    explicit HistoryPanel(QWidget *parent = nullptr);

    void setDocument(Document *document); ///< Null: none.

Q_SIGNALS:
    /// How many steps shall be done: what UndoHistory::index() is to become.
    void stepChosen(int index);

private:
    HistoryModel m_model;
    QListView *m_view;
};

} // namespace vmunet
