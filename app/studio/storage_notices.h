// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "widgets/panels/message_bar.h"

#include <QObject>

namespace vmunet {

class Workbench;

/// Says what goes on around the project file: who else has it open, what cannot be written. Where saving fails, offers
/// to save a rescue copy, a project of its own with the open image as it is on the screen. Owned by the window.
class StorageNotices : public QObject {
    Q_OBJECT

public:
    StorageNotices(Workbench &workbench, MessageBar &messages, QWidget *window);

    /// Where the file dialog begins: beside nothing that may be broken, in the person's documents.
    QString suggestedPath() const;
    /// Writes the copy on a worker; rescued() or a message follows.
    void saveRescueCopy(const QString &path);

Q_SIGNALS:
    void rescued(const QString &path);

private:
    void sayWhoIsThere();
    void offerRescue(const Error &error);
    void askForPath();

    Workbench &m_workbench;
    MessageBar &m_messages;
    QWidget *m_window;
};

} // namespace vmunet
