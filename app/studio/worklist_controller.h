// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "widgets/panels/worklist_model.h"

#include <QObject>
#include <QTimer>

namespace vmunet {

class Workbench;
class WorklistPanel;

/// The worklist of the open project: answers its panel from the storage thread, keeps it up to date while work goes on,
/// and finds the previous, the next and the neediest image. Owned by the window. Main thread.
class WorklistController : public QObject {
    Q_OBJECT

public:
    WorklistController(WorklistPanel &panel, Workbench &workbench, QObject *parent);

    /// Opens the image that lies `steps` from the open one: among the files that were opened together, else in the
    /// order of the list, which also is what counts while it is filtered.
    void step(int steps);
    /// Opens the image that most needs somebody, and says why.
    void openNext();
    /// Reads states, counts and rows in sight again, soon.
    void refreshSoon();
    /// Reads also what the filters can offer.
    void refreshAll();

Q_SIGNALS:
    void failed(const vmunet::Error &error);

private:
    void connectPanel();
    void connectWorkbench();
    void answer(const WorklistRequest &request);
    void refresh();
    void checkScores();
    void addLooseFiles(const QStringList &paths);
    void sortOutLooseFiles();
    void showOpenImage();
    void showLoose(int row);
    bool stepAmongOpened(int steps);

    WorklistPanel &m_panel;
    Workbench &m_workbench;
    QTimer m_refresh;
    QStringList m_opened; ///< Files that a person opened, in their order, in the project or not.
    QString m_reasonPath; ///< The image that the shown reason is about.
};

} // namespace vmunet
