// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/history_model.h"

#include <QWidget>

class QLabel;
class QListView;
class QSpinBox;

namespace vmunet {

/// The undo history: click a step, or choose it with the keys and press Return, to go there.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    explicit HistoryPanel(QWidget *parent = nullptr);

    void setDocument(Document *document); ///< Null: none.
    void setLimit(int megabytes); ///< What the person may change; shown only, the owner applies it.
    static constexpr int kSmallestLimit = 16; ///< MiB
    static constexpr int kLargestLimit = 16384;

Q_SIGNALS:
    /// How many steps shall be done: what UndoHistory::index() is to become.
    void stepChosen(int index);
    /// How much memory undo may take, in MiB.
    void limitChosen(int megabytes);

private:
    void showSize();

    HistoryModel m_model;
    QListView *m_view;
    QLabel *m_size;
    QSpinBox *m_limit;
};

} // namespace vmunet
