// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_controller.h"

#include <QObject>

#include <map>

class QAction;
class QActionGroup;
class QMenuBar;
class QToolBar;
class QWidget;

namespace vmunet {

/// The studio's actions with their names, icons, keys and tips, and how menus and tool bars arrange them. The window
/// connects them. Owned by the window, which also shows their shortcuts.
class StudioActions : public QObject {
    Q_OBJECT

public:
    explicit StudioActions(QWidget &window);

    void fillMenus(QMenuBar &bar, QAction *undo, QAction *redo, const QList<QAction *> &panels);
    void fillToolBar(QToolBar &bar, QAction *undo, QAction *redo);
    void fillToolBox(QToolBar &bar);
    /// Gives an action that another class made (an undo stack's) the looks of ours.
    void adopt(
        QAction *action, const QString &name, const QString &icon, const QList<QKeySequence> &keys, const QString &tip);

    /// What needs an open image follows `hasImage`; what needs more than one slice, `isVolume`.
    void setImageOpen(bool hasImage, bool isVolume);
    QAction *tool(ToolKind kind) const { return m_tools.at(kind); }
    QActionGroup *tools() const { return m_toolGroup; }

    QAction *openFiles;
    QAction *openFolder;
    QAction *chooseSeries;
    QAction *openProject;
    QAction *newProject;
    QAction *save;
    QAction *exportMask;
    QAction *quit;
    QAction *fillHoles;
    QAction *keepLargest;
    QAction *clearSlice;
    QAction *zoomIn;
    QAction *zoomOut;
    QAction *fit;
    QAction *actualSize;
    QAction *showMask;
    QAction *outline;
    QAction *previousImage;
    QAction *nextImage;
    QAction *neediestImage;
    QAction *previousSlice;
    QAction *nextSlice;
    QAction *segment;
    QAction *segmentAll;
    QAction *cancelSegmentation;
    QAction *approve;
    QAction *fineTune;
    QAction *resumeTraining;
    QAction *addModel;
    QAction *largerBrush;
    QAction *smallerBrush;
    QAction *about;

private:
    QAction *make(const char *name, const QString &text, const QString &icon, const QString &keys, const QString &tip);
    void makeFileActions();
    void makeViewActions();
    void makeEditActions();
    void makeTools();

    QWidget &m_window;
    QActionGroup *m_toolGroup;
    std::map<ToolKind, QAction *> m_tools;
};

} // namespace vmunet
