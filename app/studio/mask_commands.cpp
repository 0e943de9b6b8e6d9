// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/mask_commands.h"

#include "app/studio/status_line.h"
#include "app/studio/studio_actions.h"
#include "core/editing/document.h"
#include "widgets/dialogs/mask_operation_dialog.h"
#include "widgets/tools/background_edit.h"
#include "widgets/tools/tool_controller.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>

namespace vmunet {

namespace {

constexpr double kFirstLength = 2;
constexpr double kFirstPart = 50;

} // namespace

MaskCommands::MaskCommands(
    QWidget &window, StudioActions &actions, ToolController &tools, StatusLine &status, DocumentSource document)
    : QObject(&window)
    , m_window(window)
    , m_actions(actions)
    , m_tools(tools)
    , m_document(std::move(document))
{
    makeActions();
    connectJobs(status);
    setImageOpen(false, false);
}

void MaskCommands::add(EditTool operation, QAction *action, bool asks, bool needsVolume)
{
    const Command command{operation, action, asks, needsVolume};
    m_commands.push_back(command);
    connect(action, &QAction::triggered, this, [this, command] { run(command); });
}

void MaskCommands::makeActions()
{
    const auto make = [this](const QString &text, const char *name, const char *icon, const char *key,
                          const QString &tip) {
        auto *action = new QAction(text, this);
        m_actions.adopt(
            action, QLatin1String(name), QLatin1String(icon), QKeySequence::listFromString(QLatin1String(key)), tip);
        return action;
    };
    add(EditTool::Grow, make(tr("&Grow..."), "actionGrow", "grow", "Shift+G", tr("Make the active label larger")),
        true);
    add(EditTool::Shrink,
        make(tr("&Shrink..."), "actionShrink", "shrink", "Shift+H", tr("Make the active label smaller")), true);
    add(EditTool::Smooth,
        make(tr("S&mooth..."), "actionSmooth", "smooth", "Shift+M", tr("Smooth the border of the active label")), true);
    add(EditTool::FillHoles, m_actions.fillHoles, false);
    add(EditTool::RemoveSmall,
        make(tr("&Remove small parts..."), "actionRemoveSmall", "remove-small", "Shift+R",
            tr("Remove parts of the active label below a size")),
        true);
    add(EditTool::KeepLargest, m_actions.keepLargest, false);
    add(EditTool::Invert,
        make(tr("&Invert"), "actionInvert", "invert", "Shift+I", tr("Swap the active label and the background")),
        false);
    add(EditTool::Combine,
        make(tr("&Combine..."), "actionCombine", "combine", "Shift+C",
            tr("Add, intersect or subtract another label, a neighbouring slice or the network's proposal")),
        true);
    add(EditTool::Interpolate,
        make(tr("I&nterpolate slices"), "actionInterpolate", "interpolate", "Shift+N",
            tr("Fill the slices between those where the active label is drawn")),
        false, true);
    add(EditTool::CopySlice,
        make(tr("Copy to ne&xt slice"), "actionCopySlice", "copy-slice", "Shift+D",
            tr("Add the active label to the next slice, too")),
        false, true);
    m_wholeVolume =
        make(tr("&All slices"), "actionAllSlices", "volume", "Shift+A", tr("Mask commands work through all slices"));
    m_wholeVolume->setCheckable(true);
    m_cancel = make(tr("S&top"), "actionStopWork", "close", "", tr("Stop what is under way (Esc)"));
    m_cancel->setEnabled(false);
}

void MaskCommands::connectJobs(StatusLine &status)
{
    BackgroundEdit &jobs = m_tools.jobs();
    connect(&jobs, &BackgroundEdit::started, this, [this] { m_cancel->setEnabled(true); });
    connect(&jobs, &BackgroundEdit::progress, this,
        [this, &status](const QString &name, double fraction) { status.showWork(name, fraction, m_cancel); });
    connect(&jobs, &BackgroundEdit::ended, this, [this, &status] {
        m_cancel->setEnabled(false);
        status.hideWork();
    });
    connect(&jobs, &BackgroundEdit::notice, this, &MaskCommands::notice);
    connect(m_cancel, &QAction::triggered, this, [&jobs] { jobs.cancel(); });
}

void MaskCommands::addMenu(QMenuBar &bar, QAction *before)
{
    auto *menu = new QMenu(tr("&Mask"), &bar);
    for (const Command &command : m_commands) {
        menu->addAction(command.action);
    }
    menu->addSeparator();
    menu->addActions({m_actions.clearSlice, m_wholeVolume});
    menu->addSeparator();
    menu->addAction(m_cancel);
    bar.insertMenu(before, menu);
}

void MaskCommands::setImageOpen(bool hasImage, bool isVolume)
{
    for (const Command &command : m_commands) {
        command.action->setEnabled(hasImage && (isVolume || !command.needsVolume));
    }
    m_wholeVolume->setEnabled(hasImage && isVolume);
}

MaskRequest MaskCommands::requestFor(EditTool operation) const
{
    MaskRequest request;
    if (const auto last = m_last.find(operation); last != m_last.end()) {
        request = last->second;
    } else {
        request.amount = operation == EditTool::RemoveSmall ? kFirstPart : kFirstLength;
    }
    request.operation = operation;
    request.label = m_tools.label();
    request.wholeVolume = m_wholeVolume->isEnabled() && m_wholeVolume->isChecked();
    return request;
}

void MaskCommands::run(const Command &command)
{
    if (!m_document()) {
        return;
    }
    const MaskRequest request = requestFor(command.operation);
    command.asks ? ask(request) : start(request);
}

void MaskCommands::ask(const MaskRequest &request)
{
    const Document &document = *m_document();
    const MaskOperationDialog::Offer offer{.labels = document.labels(),
        .unit = document.image().geometry.known ? tr(" mm") : tr(" px"),
        .isVolume = document.sliceCount() > 1,
        .hasNetwork = !document.probability(document.currentSlice()).isNull()};
    auto *dialog = new MaskOperationDialog(request, offer, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { start(dialog->request()); });
    dialog->open();
}

void MaskCommands::start(const MaskRequest &request)
{
    Document *document = m_document();
    if (!document) {
        return; // Closed while the person was asked.
    }
    m_last[request.operation] = request;
    startMaskOperation(m_tools.jobs(), *document, request);
}

} // namespace vmunet
