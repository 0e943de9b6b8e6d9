// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/image_review.h"
#include "widgets/panels/message_bar.h"

#include <QObject>
#include <QTimer>

#include <functional>

class QAction;
class QDockWidget;
class QMainWindow;

namespace vmunet {

class AnnotatorChoice;
class ReaderController;
class ReviewPanel;
class RevisionComparer;
class StudioActions;
class Workbench;

/// The review of the open image: makes the Review menu and panel, reads what the panel shows whenever the project
/// changes, and submits, approves, rejects and restores. Owned by the window. Main thread; the storage thread reads.
class ReviewController : public QObject {
    Q_OBJECT

public:
    /// The panel is a tab beside `neighbour`.
    ReviewController(QMainWindow &window, Workbench &workbench, StudioActions &actions, QDockWidget *neighbour);

Q_SIGNALS:
    void message(vmunet::MessageBar::Severity severity, const QString &text);

private:
    QAction *make(const char *name, const QString &text, const QString &icon, const QString &keys, const QString &tip);
    void makeActions();
    void makePanel(QDockWidget *neighbour);
    void fillMenu();
    void connectWorkbench();

    void refresh();
    void show(const std::optional<ImageReview> &review, const QString &why);
    void updateActions();
    /// Reads the review as it is after all that was drawn, then decides.
    void withReview(std::function<void(const ImageReview &)> then);
    std::optional<int> reviewedSlice() const; ///< None: all.
    void submit();
    void approve(bool goOn);
    void reject();
    void goToNext();
    void restore();
    void compare();
    void raise();
    void report(const Error &error);

    QMainWindow &m_window;
    Workbench &m_workbench;
    StudioActions &m_actions;
    AnnotatorChoice *m_annotator;
    ReaderController *m_readers;
    RevisionComparer *m_comparer;
    ReviewPanel *m_panel = nullptr;
    QDockWidget *m_dock = nullptr;
    QAction *m_submit = nullptr;
    QAction *m_approve = nullptr;
    QAction *m_approveNext = nullptr;
    QAction *m_reject = nullptr;
    QAction *m_compare = nullptr;
    QAction *m_restore = nullptr;
    QTimer m_due; ///< Reading the review waits a little: strokes come fast.
    RevisionId m_ownKnown; ///< Own mask whose approval was asked about.
};

} // namespace vmunet
