// SPDX-License-Identifier: GPL-3.0-or-later
// What the window hears from the workbench, and what its panels ask of it.
#include "app/studio/main_window.h"

#include "app/studio/document_view.h"
#include "app/studio/history_controller.h"
#include "app/studio/label_controller.h"
#include "app/studio/ledger_controller.h"
#include "app/studio/mask_commands.h"
#include "app/studio/series_choice.h"
#include "app/studio/status_line.h"
#include "app/studio/storage_notices.h"
#include "app/studio/studio_actions.h"
#include "app/studio/studio_panels.h"
#include "app/studio/workbench.h"
#include "app/studio/worklist_controller.h"
#include "app/studio/worklist_tasks.h"
#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/panels/ledger_panel.h"
#include "widgets/panels/models_panel.h"
#include "widgets/panels/segmentation_panel.h"
#include "widgets/panels/series_preview.h"

#include <QAction>
#include <QDir>

namespace vmunet {

/// Slices and progress of what is being read, and a way to stop it.
void MainWindow::connectOpening()
{
    auto *preview = new SeriesPreview(m_view);
    new SeriesChoice(m_workbench, *m_actions->chooseSeries, this);
    auto *cancel = new QAction(tr("Cancel opening"), this);
    cancel->setObjectName(QStringLiteral("cancelOpening"));
    connect(cancel, &QAction::triggered, &m_workbench, &Workbench::cancelOpening);
    connect(&m_workbench, &Workbench::previewed, preview, &SeriesPreview::showSlice);
    connect(&m_workbench, &Workbench::loading, this, [=, this](const QString &what, double fraction) {
        if (what.isEmpty()) {
            preview->hide();
            m_status->hideWork();
        } else {
            m_status->showWork(what, fraction, cancel);
        }
    });
}

void MainWindow::connectWorkbench()
{
    connect(&m_workbench, &Workbench::message, this, &MainWindow::showMessage);
    new StorageNotices(m_workbench, m_view->messages(), this);
    connect(&m_workbench, &Workbench::documentOpened, this, &MainWindow::showDocument);
    connect(&m_workbench, &Workbench::documentClosing, this, [this] {
        m_tools->setDocument(nullptr);
        m_history->setDocument(nullptr);
        m_labels->setDocument(nullptr);
        m_view->clear();
        m_status->setPixel(QString());
        m_actions->setImageOpen(false, false);
        m_maskCommands->setImageOpen(false, false);
    });
    connect(&m_workbench, &Workbench::projectOpened, this, &MainWindow::updateTitle);
    connectOpening();
    const auto showSaved = [this](bool saved) {
        setWindowModified(!saved);
        m_status->setSaved(saved ? tr("Saved") : tr("Saving..."), saved);
    };
    connect(&m_workbench, &Workbench::savedChanged, this, showSaved);
    showSaved(true);
    connect(&m_workbench.session().store(), &ProjectStore::writingFailed, this,
        [this] { m_status->setSaved(tr("Not saved"), false); });

    const auto showDevice = [this] {
        const InferenceClient &client = m_workbench.client();
        const bool failed = client.state() == ServiceState::Failed;
        const bool ready = client.state() == ServiceState::Ready;
        m_status->setDevice(failed ? tr("No service")
                : ready            ? client.device().toUpper()
                                   : tr("Starting..."),
            client.deviceNote().isEmpty() ? tr("Where the network runs") : client.deviceNote());
    };
    connect(&m_workbench.client(), &InferenceClient::deviceChanged, this, showDevice);
    connect(&m_workbench.client(), &InferenceClient::stateChanged, this, showDevice);
    showDevice();
}

void MainWindow::connectWorklist()
{
    const auto fail = [this](const Error &error) { showMessage(MessageBar::Severity::Error, error.message); };
    auto *worklist = new WorklistController(*m_panels->images, m_workbench, this);
    auto *tasks = new WorklistTasks(*m_panels->images, m_workbench, m_view->messages(), *this);
    auto *ledger = new LedgerController(*m_panels->ledger, *m_panels->ledgerDock, m_workbench, this);
    connect(m_actions->previousImage, &QAction::triggered, worklist, [worklist] { worklist->step(-1); });
    connect(m_actions->nextImage, &QAction::triggered, worklist, [worklist] { worklist->step(1); });
    connect(m_actions->neediestImage, &QAction::triggered, worklist, &WorklistController::openNext);
    connect(&m_workbench, &Workbench::approved, worklist, [worklist] { worklist->step(1); });
    connect(worklist, &WorklistController::failed, this, fail);
    connect(tasks, &WorklistTasks::changed, worklist, &WorklistController::refreshAll);
    connect(ledger, &LedgerController::failed, this, fail);
    connect(ledger, &LedgerController::noted, this,
        [this](const QString &text) { showMessage(MessageBar::Severity::Note, text); });
}

void MainWindow::connectSegmentation()
{
    SegmentationController &controller = m_workbench.segmentation();
    SegmentationPanel *panel = m_panels->segmentation;
    connect(m_actions->segment, &QAction::triggered, &m_workbench, &Workbench::segmentSlice);
    connect(m_actions->segmentAll, &QAction::triggered, &m_workbench, &Workbench::segmentAll);
    connect(m_actions->cancelSegmentation, &QAction::triggered, &controller, &SegmentationController::cancel);
    connect(panel, &SegmentationPanel::thresholdChanged, &m_workbench, &Workbench::setThreshold);
    connect(panel, &SegmentationPanel::thresholdSettled, &m_workbench, &Workbench::settleThreshold);
    connect(&controller, &SegmentationController::started, this, [this] {
        m_actions->cancelSegmentation->setEnabled(true);
        m_status->showWork(tr("Segmenting"), -1, m_actions->cancelSegmentation);
    });
    connect(&controller, &SegmentationController::progress, this, [this](double fraction, const QString &what) {
        m_status->showWork(what.isEmpty() ? tr("Segmenting") : what, fraction, m_actions->cancelSegmentation);
    });
    connect(&controller, &SegmentationController::ended, this, [this] {
        m_actions->cancelSegmentation->setEnabled(false);
        m_status->hideWork();
    });
}

void MainWindow::updateThreshold()
{
    const Document *document = m_workbench.document();
    const int slice = document ? document->currentSlice() : 0;
    const bool kept = document && !document->probability(slice).isNull();
    m_panels->segmentation->setThresholdAvailable(kept);
    if (kept) {
        m_panels->segmentation->setThreshold(document->threshold(slice));
    }
}

void MainWindow::updateModelLine()
{
    const ModelRecord *model = m_workbench.activeModel();
    if (model) {
        m_panels->segmentation->setModelLine(tr("%1, input %2 x %2").arg(model->name).arg(model->inputSide));
    } else {
        m_panels->segmentation->setModelLine(
            m_workbench.models().isBusy() ? tr("Looking for models...") : tr("No model for such images yet"));
    }
}

void MainWindow::connectModels()
{
    ModelLibrary &models = m_workbench.models();
    ModelsPanel *panel = m_panels->models;
    connect(panel, &ModelsPanel::activateRequested, &models, &ModelLibrary::activate);
    connect(panel, &ModelsPanel::goBackRequested, this, [this, &models] { models.goBack(m_workbench.task()); });
    connect(panel, &ModelsPanel::addRequested, this, &MainWindow::askForModel);
    connect(&m_workbench, &Workbench::modelsChanged, this, [this, &models, panel] {
        panel->setModels(models.entries());
        panel->setGoBackAvailable(models.canGoBack(m_workbench.task()));
        updateModelLine();
    });
}

} // namespace vmunet
