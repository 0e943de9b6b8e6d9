// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/ledger_controller.h"

#include "app/studio/workbench.h"
#include "core/base/whole_file.h"
#include "widgets/panels/ledger_panel.h"

#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QtConcurrentRun>

namespace vmunet {

namespace {

Result<Ledger> readLedgerOf(const QString &path, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<std::unique_ptr<Project>> project = Project::open(path, Project::Mode::ReadOnly);
    return project ? readLedger(**project, cancel, progress) : Result<Ledger>(project.error());
}

} // namespace

LedgerController::LedgerController(LedgerPanel &panel, const QDockWidget &dock, Workbench &workbench, QObject *parent)
    : QObject(parent)
    , m_panel(panel)
    , m_workbench(workbench)
{
    connect(&dock, &QDockWidget::visibilityChanged, this, [this](bool inSight) {
        m_inSight = inSight;
        if (inSight && m_outdated) {
            refresh();
        }
    });
    connect(&m_panel, &LedgerPanel::refreshWanted, this, &LedgerController::refresh);
    connect(&m_panel, &LedgerPanel::saveWanted, this, &LedgerController::askForPath);
    connect(&m_panel, &LedgerPanel::cancelWanted, this, [this] { m_cancel.cancel(); });
    connect(&m_workbench, &Workbench::projectOpened, this, [this] {
        m_cancel.cancel();
        m_panel.setLedger({});
        m_outdated = true;
        if (m_inSight) {
            refresh();
        }
    });
    connect(&m_workbench.session().store(), &ProjectStore::committed, this, [this] { m_outdated = true; });
}

LedgerController::~LedgerController()
{
    m_cancel.cancel();
}

void LedgerController::refresh()
{
    if (m_running || !m_workbench.session().isOpen()) {
        return;
    }
    m_running = true;
    m_outdated = false;
    m_cancel = CancelFlag();
    m_panel.showProgress(0);
    QtConcurrent::run(
        [](QPromise<Result<Ledger>> &promise, const QString &path, const CancelFlag &cancel) {
            promise.setProgressRange(0, 1000);
            promise.addResult(readLedgerOf(path, cancel,
                [&promise](double fraction, const QString &) { promise.setProgressValue(int(fraction * 1000)); }));
        },
        m_workbench.projectPath(), m_cancel)
        .then(this, [this, path = m_workbench.projectPath()](const Result<Ledger> &ledger) {
            m_running = false;
            m_panel.hideProgress();
            if (path != m_workbench.projectPath()) {
                refresh();
            } else if (ledger) {
                m_panel.setLedger(*ledger);
            } else {
                m_outdated = true;
                if (ledger.error().code != ErrorCode::Cancelled) {
                    Q_EMIT failed(ledger.error());
                }
            }
        });
}

void LedgerController::askForPath()
{
    auto *dialog = new QFileDialog(m_panel.window(), tr("Save ledger"), QDir::homePath(), tr("Tables (*.csv)"));
    dialog->setObjectName(QStringLiteral("ledgerDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(tr("%1-ledger.csv").arg(m_workbench.projectName()));
    connect(dialog, &QFileDialog::fileSelected, this, &LedgerController::save);
    dialog->open();
}

void LedgerController::save(const QString &path)
{
    if (const Status written = writeWhole(path, ledgerCsv(m_panel.ledger().rows)); !written) {
        Q_EMIT failed(written.error());
        return;
    }
    Q_EMIT noted(tr("Wrote %1.").arg(QDir::toNativeSeparators(path)));
}

} // namespace vmunet
