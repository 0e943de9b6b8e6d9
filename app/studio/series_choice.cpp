// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/series_choice.h"

#include "app/studio/workbench.h"
#include "core/editing/document.h"
#include "widgets/dialogs/series_dialog.h"

#include <QAction>
#include <QFileInfo>
#include <QtConcurrentRun>

#include <algorithm>

namespace vmunet {

SeriesChoice::SeriesChoice(Workbench &workbench, QAction &action, QWidget *window)
    : QObject(window)
    , m_workbench(workbench)
    , m_action(action)
    , m_window(window)
{
    m_action.setEnabled(false);
    connect(&m_action, &QAction::triggered, this, &SeriesChoice::list);
    connect(&m_workbench, &Workbench::documentOpened, this,
        [this](const OpenedImage &opened) { m_action.setEnabled(QFileInfo(opened.image.path).isDir()); });
    connect(&m_workbench, &Workbench::documentClosing, this, [this] { m_action.setEnabled(false); });
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        Q_EMIT m_workbench.loading(QString(), 1);
        const auto series = m_watcher.result();
        if (series) {
            ask(*series);
        } else {
            Q_EMIT m_workbench.message(Workbench::Severity::Error, series.error().message);
        }
    });
}

SeriesChoice::~SeriesChoice()
{
    m_cancel.cancel();
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void SeriesChoice::list()
{
    if (m_watcher.isRunning()) {
        return;
    }
    m_folder = m_workbench.imagePath();
    Q_EMIT m_workbench.loading(tr("Looking through %1").arg(QFileInfo(m_folder).fileName()), -1);
    m_watcher.setFuture(
        QtConcurrent::run([folder = m_folder, cancel = m_cancel] { return readSeriesList(folder, cancel); }));
}

void SeriesChoice::ask(const std::vector<SeriesInfo> &series)
{
    const Document *document = m_workbench.document();
    const QStringList shown = document ? document->image().files : QStringList();
    const auto current =
        std::find_if(series.begin(), series.end(), [&](const SeriesInfo &info) { return info.files == shown; });
    auto *dialog = new SeriesDialog(series, current == series.end() ? 0 : int(current - series.begin()), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, series, shown] {
        const int chosen = dialog->chosen();
        if (chosen >= 0 && series[size_t(chosen)].files != shown) {
            m_workbench.showSeries(m_folder, series[size_t(chosen)]);
        }
    });
    dialog->open();
}

} // namespace vmunet
