// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/message_bar.h"

#include <QMainWindow>

namespace vmunet {

class DocumentView;
class MaskCommands;
class HistoryController;
class InputController;
class LabelController;
class StatusLine;
class StudioActions;
class StudioPanels;
class TimeKeeper;
class ToolController;
class ToolOptions;
class TrainingDesk;
class Workbench;
struct OpenedImage;

/// The studio's window: menus, tool bars, docks and the view of the open document. Decides nothing about annotations;
/// it connects what a person does with the workbench, which outlives it. Main thread.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Workbench &workbench);
    ~MainWindow() override;

    void showMessage(MessageBar::Severity severity, const QString &text);

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildBars();
    void connectFileActions();
    void connectViewActions();
    void connectEditActions();
    void connectPanels();
    void connectModels();
    void connectWorkbench();
    void connectOpening();
    void connectSegmentation();
    void connectWorklist();

    void showDocument(const OpenedImage &opened);
    void updateTitle();
    void updateModelLine();
    void updateThreshold();
    void askForFiles();
    void askForProject(bool fresh);
    void askForExport();
    void askForModel();
    void restoreLayout();

    Workbench &m_workbench;
    StudioActions *m_actions;
    StudioPanels *m_panels;
    DocumentView *m_view;
    ToolController *m_tools;
    ToolOptions *m_toolOptions;
    StatusLine *m_status;
    MaskCommands *m_maskCommands;
    TrainingDesk *m_training;
    QAction *m_undo;
    QAction *m_redo;
    HistoryController *m_history;
    LabelController *m_labels;
    TimeKeeper *m_time;
    InputController *m_input;
};

} // namespace vmunet
