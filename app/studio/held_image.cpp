// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/held_image.h"

#include "app/studio/document_view.h"
#include "app/studio/mask_commands.h"
#include "app/studio/studio_actions.h"
#include "app/studio/workbench.h"
#include "core/storage/second_reading.h"
#include "widgets/panels/labels_panel.h"
#include "widgets/panels/look_only_bar.h"
#include "widgets/panels/segmentation_panel.h"

#include <QAction>
#include <QActionGroup>
#include <QVBoxLayout>

namespace vmunet {

namespace {

constexpr int kWatchMs = 2000;

/// Who keeps an image from being changed: a person, or nobody.
Result<QString> holderOf(Project &project, ImageId image)
{
    const Result<std::optional<LeaseState>> lease = project.leases().heldByOther(image);
    if (!lease) {
        return lease.error();
    }
    if (*lease) {
        return (*lease)->holder.annotator;
    }
    const Result<std::optional<SecondReading>> reading = secondReadingOf(project.database(), image);
    if (!reading) {
        return reading.error();
    }
    const bool other = *reading && (*reading)->name != project.annotators().currentName();
    return other ? (*reading)->name : QString();
}

} // namespace

HeldImage::HeldImage(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_bar(new LookOnlyBar)
    , m_toolBefore(ToolKind::Brush)
{
    qobject_cast<QVBoxLayout *>(parts.view.layout())->insertWidget(0, m_bar);
    m_watch.setInterval(kWatchMs);
    connect(&m_watch, &QTimer::timeout, this, &HeldImage::lookForRelease);
    connect(m_bar, &LookOnlyBar::actionRequested, &parts.workbench, &Workbench::reopenImage);
    ProjectSession &session = parts.workbench.session();
    // On opening this comes before the window shows the document.
    connect(&session, &ProjectSession::lookedAtOnly, this, &HeldImage::lock, Qt::QueuedConnection);
    connect(&session.store(), &ProjectStore::leaseLost, this, [&session] {
        session.lookOnly(tr("Somebody else has begun to work on this image while this computer slept. Open it again to "
                            "see what became of it."));
    });
    connect(&parts.workbench, &Workbench::documentClosing, this, &HeldImage::unlock);
}

void HeldImage::lock(const QString &why)
{
    if (!m_parts.workbench.document() || m_parts.workbench.editable()) {
        return; // Closed or opened again meanwhile.
    }
    if (!m_isLocked) {
        m_toolBefore = m_parts.tools.tool();
    }
    m_isLocked = true;
    m_why = why;
    m_parts.workbench.segmentation().setDocument(nullptr);
    m_parts.tools.setDocument(nullptr);
    m_parts.maskCommands.setImageOpen(false, false);
    StudioActions &actions = m_parts.actions;
    for (QAction *action : {actions.segment, actions.segmentAll, actions.approve, actions.clearSlice}) {
        action->setEnabled(false);
    }
    m_parts.labels.setEnabled(false);
    m_parts.segmentation.setThresholdAvailable(false);
    setToolsEnabled(false);
    actions.tool(ToolKind::Pan)->trigger();
    if (m_parts.workbench.session().store().isReadOnly()) {
        m_bar->explain(m_why, QString(), false);
    } else {
        m_bar->explain(m_why, tr("Take over"), false);
        lookForRelease();
        m_watch.start();
    }
}

/// What showing a document enables by itself is left to that.
void HeldImage::unlock()
{
    m_watch.stop();
    m_bar->hide();
    if (m_isLocked) {
        m_isLocked = false;
        m_parts.labels.setEnabled(true);
        setToolsEnabled(true);
        m_parts.actions.tool(m_toolBefore)->trigger();
    }
}

void HeldImage::setToolsEnabled(bool enabled)
{
    for (QAction *action : m_parts.actions.tools()->actions()) {
        const auto kind = ToolKind(action->data().toInt());
        if (kind != ToolKind::Pan && kind != ToolKind::Window) {
            action->setEnabled(enabled);
        }
    }
}

void HeldImage::lookForRelease()
{
    ProjectSession &session = m_parts.workbench.session();
    const ImageId image = session.image();
    session.store()
        .query([image](Project &project) { return holderOf(project, image); })
        .then(this, [this, image](const Result<QString> &holder) {
            if (m_isLocked && holder && image == m_parts.workbench.session().image()) {
                showState(*holder);
            }
        });
}

void HeldImage::showState(const QString &holder)
{
    if (holder.isEmpty()) {
        m_bar->explain(
            tr("This image is free now. Take it over to work on it; what the other person did is read first."),
            tr("Take over"), true);
    } else {
        m_bar->explain(m_why, tr("Take over"), false);
    }
}

} // namespace vmunet
