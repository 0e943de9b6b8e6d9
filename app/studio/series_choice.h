// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/image/dicom_series.h"

#include <QFutureWatcher>
#include <QObject>

class QAction;

namespace vmunet {

class Workbench;

/// Opens another series of the folder that the shown one is from: lists them on a worker, lets the person choose. The
/// action works while an image from a folder is open. Owned by the window.
class SeriesChoice : public QObject {
    Q_OBJECT

public:
    SeriesChoice(Workbench &workbench, QAction &action, QWidget *window);
    ~SeriesChoice() override; ///< Waits for a list that is under way.

private:
    void list();
    void ask(const std::vector<SeriesInfo> &series);

    Workbench &m_workbench;
    QAction &m_action;
    QWidget *m_window;
    QString m_folder;
    CancelFlag m_cancel;
    QFutureWatcher<Result<std::vector<SeriesInfo>>> m_watcher;
};

} // namespace vmunet
