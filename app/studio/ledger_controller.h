// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QObject>

class QDockWidget;

namespace vmunet {

class LedgerPanel;
class Workbench;

/// Reads the ledger of the open project while its panel is in sight, and writes it as CSV. It opens the file once more,
/// on a worker, so that the storage thread stays free for strokes. Owned by the window. Main thread.
class LedgerController : public QObject {
    Q_OBJECT

public:
    /// `dock`: where the panel is; in tabs, only the dock knows whether it is in sight.
    LedgerController(LedgerPanel &panel, const QDockWidget &dock, Workbench &workbench, QObject *parent);
    ~LedgerController() override;

Q_SIGNALS:
    void failed(const vmunet::Error &error);
    void noted(const QString &text);

private:
    void refresh();
    void askForPath();
    void save(const QString &path);

    LedgerPanel &m_panel;
    Workbench &m_workbench;
    CancelFlag m_cancel;
    bool m_inSight = false;
    bool m_running = false;
    bool m_outdated = true;
};

} // namespace vmunet
