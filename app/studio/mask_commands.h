// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/mask_operations.h"

#include <QObject>

#include <functional>
#include <map>
#include <vector>

class QAction;
class QMenuBar;
class QWidget;

namespace vmunet {

class StatusLine;
class StudioActions;
class ToolController;

/// The Mask menu: commands on the active label of the open document, done on a worker. Also shows in the status line
/// what the tools have under way. Owned by the window.
class MaskCommands : public QObject {
    Q_OBJECT

public:
    using DocumentSource = std::function<Document *()>;

    MaskCommands(
        QWidget &window, StudioActions &actions, ToolController &tools, StatusLine &status, DocumentSource document);

    /// Puts the menu before `before`.
    void addMenu(QMenuBar &bar, QAction *before);
    void setImageOpen(bool hasImage, bool isVolume);

Q_SIGNALS:
    /// One line for the person.
    void notice(const QString &text);

private:
    struct Command {
        EditTool operation;
        QAction *action = nullptr;
        bool asks = false; ///< Has something to be asked first.
        bool needsVolume = false;
    };

    void add(EditTool operation, QAction *action, bool asks, bool needsVolume = false);
    void makeActions();
    void connectJobs(StatusLine &status);
    void run(const Command &command);
    void ask(const MaskRequest &request);
    void start(const MaskRequest &request);
    MaskRequest requestFor(EditTool operation) const;

    QWidget &m_window;
    StudioActions &m_actions;
    ToolController &m_tools;
    DocumentSource m_document;
    std::vector<Command> m_commands;
    std::map<EditTool, MaskRequest> m_last; ///< What was asked for last, to be offered again.
    QAction *m_wholeVolume = nullptr;
    QAction *m_cancel = nullptr;
};

} // namespace vmunet
