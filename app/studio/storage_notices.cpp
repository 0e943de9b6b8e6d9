// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/storage_notices.h"

#include "app/studio/workbench.h"
#include "core/editing/document.h"
#include "core/storage/rescue_copy.h"

#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QStandardPaths>
#include <QtConcurrentRun>

namespace vmunet {

StorageNotices::StorageNotices(Workbench &workbench, MessageBar &messages, QWidget *window)
    : QObject(window)
    , m_workbench(workbench)
    , m_messages(messages)
    , m_window(window)
{
    const ProjectStore &store = workbench.session().store();
    connect(&store, &ProjectStore::opened, this, &StorageNotices::sayWhoIsThere);
    connect(&store, &ProjectStore::writingFailed, this, &StorageNotices::offerRescue);
    connect(&store, &ProjectStore::writingRecovered, this,
        [this] { m_messages.show(MessageBar::Severity::Note, tr("Saving works again; everything is kept.")); });
}

void StorageNotices::sayWhoIsThere()
{
    const ProjectStore &store = m_workbench.session().store();
    if (store.isReadOnly()) {
        m_messages.show(MessageBar::Severity::Warning,
            tr("%1 is write-protected: it can be looked at, but nothing is kept.")
                .arg(QDir::toNativeSeparators(store.path())));
    }
    QStringList names;
    for (const OtherSession &other : store.others()) {
        names << tr("%1 (on %2)").arg(other.annotator, other.host);
    }
    if (!names.isEmpty()) {
        m_messages.show(MessageBar::Severity::Warning,
            tr("This project is open elsewhere, too: %1. Each image can be changed by one person at a time.")
                .arg(names.join(QStringLiteral(", "))));
    }
}

void StorageNotices::offerRescue(const Error &error)
{
    const QString text = tr("%1 What you do is kept in memory and saving is tried again and again.").arg(error.message);
    if (!m_workbench.document()) {
        m_messages.show(MessageBar::Severity::Error, text);
        return;
    }
    m_messages.show(MessageBar::Severity::Error, text, {tr("Save a rescue copy..."), [this] { askForPath(); }});
}

QString StorageNotices::suggestedPath() const
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const QString moment = QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    return QDir(folder.isEmpty() ? QDir::homePath() : folder)
        .filePath(QStringLiteral("%1-rescue-%2.vmunet").arg(m_workbench.projectName(), moment));
}

void StorageNotices::askForPath()
{
    auto *dialog = new QFileDialog(m_window, tr("Save a rescue copy"), suggestedPath(), tr("Projects (*.vmunet)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("vmunet"));
    connect(dialog, &QFileDialog::fileSelected, this, &StorageNotices::saveRescueCopy);
    dialog->open();
}

void StorageNotices::saveRescueCopy(const QString &path)
{
    const Document *document = m_workbench.document();
    if (!document) {
        return;
    }
    RescueContent content{.image = document->image(),
        .sha256 = m_workbench.session().sha256(),
        .labels = document->labels(),
        .masks = {}};
    content.image.samples.clear();
    for (int slice = 0; slice < document->sliceCount(); ++slice) {
        content.masks.push_back(document->mask(slice));
    }
    QtConcurrent::run([path, content] {
        return writeRescueCopy(path, content);
    }).then(this, [this, path](const Status &written) {
        if (!written) {
            m_messages.show(MessageBar::Severity::Error, written.error().message);
            return;
        }
        m_messages.show(MessageBar::Severity::Note,
            tr("The image's masks are safe in %1. \"vmunet project merge\" brings them back.")
                .arg(QDir::toNativeSeparators(path)));
        Q_EMIT rescued(path);
    });
}

} // namespace vmunet
