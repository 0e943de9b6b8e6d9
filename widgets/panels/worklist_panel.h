// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/worklist_filter.h"
#include "widgets/panels/worklist_model.h"

#include <QTimer>
#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QMenu;
class QProgressBar;
class QPushButton;
class QTableView;

namespace vmunet {

class WorklistDelegate;

/// What a person can do with the selected images.
enum class WorklistTask { Segment, Approve, ToReview, AddTag, RemoveTag, Assign, RemoveFromList };

/// The images of the project, to be searched, filtered, sorted and worked through. Narrow it is a list, widened a table
/// with all columns. Knows no project: what it wants to know or to have done goes out by signal.
class WorklistPanel : public QWidget {
    Q_OBJECT

public:
    static constexpr int kTableWidth = 460; ///< From here on it is a table.

    explicit WorklistPanel(QWidget *parent = nullptr);

    WorklistModel &model() { return m_model; }
    void setChoices(const WorklistChoices &choices) { m_filter->setChoices(choices); }
    /// How many images are in each state, by ImageState.
    void setStateCounts(const std::vector<int> &counts);
    /// Shows and marks the row without imageChosen().
    void setCurrentRow(int row);
    int currentRow() const;

    /// Rows of the project that are selected, as few ranges (first, last) as possible, and selected loose files.
    struct Selection {
        std::vector<std::pair<int, int>> rows;
        QStringList loose;
        int count = 0;
        std::vector<std::pair<int, ImageId>> seen; ///< The selected rows that are loaded: what a person meant.
    };
    Selection selection() const;
    QMenu &taskMenu() { return *m_tasks; }
    bool isTable() const { return m_isTable; }

    void setReason(const QString &text); ///< Why the image that was picked is the next one; empty hides it.
    /// How many images have scores of an older model only; 0 hides the note.
    void setOutdatedScores(int images, const QString &model);
    /// `fraction` below 0: it has just begun.
    void showProgress(const QString &what, double fraction);
    void hideProgress();

Q_SIGNALS:
    void imageChosen(const QString &path);
    void nextWanted();
    void taskChosen(vmunet::WorklistTask task);
    void predictAgainWanted();
    void cancelWanted();
    /// The table needs room, or the list gives it back.
    void widthWanted(int width);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildTop();
    void buildTable();
    void buildTasks();
    void buildLayout();
    QAction *addTask(WorklistTask task, const char *name, const QString &text, const QString &icon, const QString &tip);
    void applyQuery();
    void setTable(bool isTable);
    void updateSummary();
    void updateTasks();
    void fillOrderMenu();

    WorklistModel m_model;
    WorklistDelegate *m_delegate;
    QTableView *m_view;
    QLineEdit *m_search;
    WorklistFilter *m_filter;
    QToolButton *m_order;
    QToolButton *m_widen;
    QPushButton *m_next;
    QPushButton *m_do;
    QMenu *m_tasks;
    QLabel *m_reason;
    QWidget *m_outdated;
    QLabel *m_outdatedText;
    QPushButton *m_predictAgain;
    QWidget *m_progressRow;
    QProgressBar *m_progress;
    QLabel *m_progressText;
    QToolButton *m_cancel;
    QLabel *m_empty;
    QLabel *m_summary;
    QTimer m_typing; ///< A search begins when typing pauses.
    WorklistOrder m_sortedBy = WorklistOrder::Path;
    bool m_descending = false;
    bool m_isTable = false;
    std::vector<int> m_stateCounts;
};

} // namespace vmunet
