// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

class QAction;

namespace vmunet {

class Document;
class HistoryPanel;

/// Undo and redo of the open document: by the two actions, or by choosing a step in the history panel. A long way is
/// walked a little at a time, so that the window stays alive. Owned by the window; main thread.
class HistoryController : public QObject {
    Q_OBJECT

public:
    HistoryController(HistoryPanel &panel, QAction &undo, QAction &redo, QObject *parent);

    void setDocument(Document *document); ///< Null: none.
    /// Undoes or redoes until `index` steps are done. Any other change on the way ends it.
    void goTo(int index);

private:
    void walk();
    void updateActions();

    HistoryPanel &m_panel;
    QAction &m_undo;
    QAction &m_redo;
    QPointer<Document> m_document;
    QTimer m_walk; ///< Runs while there are steps to go.
    int m_target = 0;
    int m_expected = 0; ///< Where the history is unless somebody else changed it.
};

} // namespace vmunet
