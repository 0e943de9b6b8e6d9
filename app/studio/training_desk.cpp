// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/training_desk.h"

#include "app/studio/studio_actions.h"
#include "app/studio/studio_panels.h"
#include "app/studio/workbench.h"
#include "widgets/dialogs/comparison_page.h"
#include "widgets/dialogs/run_chooser.h"
#include "widgets/panels/models_panel.h"

#include <QAction>
#include <QDockWidget>
#include <QFile>
#include <QLocale>
#include <QMainWindow>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace vmunet {

namespace {

using State = TrainingPanel::State;
using Severity = MessageBar::Severity;

RunChoice choiceOf(const StoredRun &run)
{
    const bool complete = run.epochs > 0 && run.epochsDone >= run.epochs;
    const QString progress = TrainingDesk::tr("%1 of %2 epochs").arg(run.epochsDone).arg(run.epochs);
    return {.title = TrainingDesk::tr("%1, %2").arg(
                run.note.parentName, QLocale().toString(run.changed, QLocale::ShortFormat)),
        .detail = run.inUse ? TrainingDesk::tr("%1; being trained now").arg(progress)
            : complete      ? TrainingDesk::tr("%1; to be evaluated").arg(progress)
                            : progress,
        .available = !run.inUse};
}

} // namespace

TrainingDesk::TrainingDesk(QMainWindow &window, Workbench &workbench, StudioActions &actions, StudioPanels &panels)
    : QObject(&window)
    , m_window(window)
    , m_workbench(workbench)
    , m_panels(panels)
    , m_training(workbench.training())
    , m_panel(*panels.training)
{
    connect(this, &TrainingDesk::message, &workbench, &Workbench::message);
    connectRequests(actions);
    connectRun();
    connectEnd();
}

void TrainingDesk::connectRequests(StudioActions &actions)
{
    connect(actions.fineTune, &QAction::triggered, this, [this] { m_training.prepare(m_workbench.task()); });
    connect(actions.resumeTraining, &QAction::triggered, this, [this] {
        m_askForRun = true;
        m_training.listRuns();
    });
    connect(&m_workbench, &Workbench::projectOpened, this, [this] { m_training.listRuns(); });
    connect(&m_training, &TrainingController::runsListed, this, [this](const std::vector<StoredRun> &runs) {
        if (std::exchange(m_askForRun, false)) {
            askForRun(runs);
        } else if (!runs.empty() && runs.front().note.leftRunning) {
            Q_EMIT message(Severity::Note,
                runs.front().inUse ? tr("A training goes on in the background. Train > Go on with a run... takes its "
                                        "model up when it is done.")
                                   : tr("The training that was left running has ended. Train > Go on with a run... "
                                        "takes its model up."));
        }
    });
    connect(&m_training, &TrainingController::prepared, this, &TrainingDesk::askForSettings);
    connect(&m_panel, &TrainingPanel::pauseRequested, &m_training, &TrainingController::pause);
    connect(&m_panel, &TrainingPanel::resumeRequested, &m_training, &TrainingController::resume);
    connect(&m_panel, &TrainingPanel::stopRequested, this, &TrainingDesk::stop);
    connect(&m_panel, &TrainingPanel::goOnRequested, &m_training, &TrainingController::goOnWithLast);
    connect(&m_panel, &TrainingPanel::compareRequested, this, &TrainingDesk::showComparison);
    connect(&m_panel, &TrainingPanel::activateRequested, this,
        [this] { m_workbench.models().activate(m_training.newModel()); });
}

void TrainingDesk::connectRun()
{
    connect(&m_training, &TrainingController::started, this, [this](int epochs) {
        m_panel.begin(epochs);
        m_panel.setState(State::Starting, tr("Starting the trainer..."));
        m_panels.raise(m_panels.trainingDock);
    });
    connect(&m_training, &TrainingController::preparing, this, [this](const QString &what) {
        if (m_panel.state() != State::Stopping) {
            m_panel.setState(State::Starting, what);
        }
    });
    connect(&m_training, &TrainingController::stepDone, this, [this](const TrainEvent &step) {
        if (m_panel.state() == State::Starting) {
            m_panel.setState(State::Running);
        }
        m_panel.setDevice(step.device.toUpper());
        m_panel.setProgress(step.epoch, step.epochs, step.step, step.steps, step.secondsLeft);
    });
    connect(&m_training, &TrainingController::epochDone, &m_panel, &TrainingPanel::addEpoch);
    connect(&m_training, &TrainingController::pausedChanged, this, [this](bool paused) {
        if (m_panel.state() == State::Running || m_panel.state() == State::Paused) {
            m_panel.setState(paused ? State::Paused : State::Running);
        }
    });
}

void TrainingDesk::connectEnd()
{
    connect(&m_training, &TrainingController::finished, this, &TrainingDesk::showOutcome);
    connect(&m_training, &TrainingController::modelReady, this, [this](ModelId model) {
        m_panel.setActivateAvailable(true);
        m_panel.setComparisonAvailable(QFile::exists(m_training.comparisonPath()));
        m_panels.models->select(model);
        Q_EMIT message(Severity::Note, tr("A new model is ready. Compare and activate it in the Training panel."));
    });
    connect(&m_training, &TrainingController::failed, this, [this](const Error &error) {
        const bool wished = error.code == ErrorCode::Cancelled;
        m_panel.setState(wished ? State::Finished : State::Failed, error.message);
    });
    connect(&m_training, &TrainingController::phaseChanged, this, [this](TrainingPhase phase) {
        if (phase == TrainingPhase::Idle && std::exchange(m_closing, false)) {
            // Not from within the signal: the window may go with what sent it.
            QMetaObject::invokeMethod(&m_window, &QWidget::close, Qt::QueuedConnection);
        }
    });
    connect(&m_workbench, &Workbench::modelsChanged, this, [this] {
        const ModelRecord *active = m_workbench.activeModel();
        if (active && active->id == m_training.newModel()) {
            m_panel.setActivateAvailable(false);
        }
    });
}

void TrainingDesk::askForSettings(const FineTuneOffer &offer, const FineTuneSettings &proposed)
{
    auto *dialog = new FineTuneDialog(offer, proposed, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_training.start(dialog->settings()); });
    dialog->open();
}

void TrainingDesk::askForRun(const std::vector<StoredRun> &runs)
{
    if (runs.empty()) {
        Q_EMIT message(Severity::Note, tr("This project has no training that could be gone on with."));
        return;
    }
    QList<RunChoice> choices;
    for (const StoredRun &run : runs) {
        choices.append(choiceOf(run));
    }
    auto *chooser = new RunChooser(choices, &m_window);
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    connect(
        chooser, &QDialog::accepted, this, [this, chooser, runs] { m_training.goOn(runs[size_t(chooser->chosen())]); });
    chooser->open();
}

void TrainingDesk::stop()
{
    m_panel.setState(State::Stopping);
    m_training.stop();
}

bool TrainingDesk::mayClose()
{
    if (!m_training.isRunning()) {
        return true;
    }
    if (m_closing || m_training.phase() == TrainingPhase::Stopping || m_training.phase() == TrainingPhase::Keeping) {
        m_closing = true;
        Q_EMIT message(Severity::Note, tr("The studio closes as soon as the training is saved."));
        return false;
    }
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("A training is under way"),
        tr("What is to become of the training?"), QMessageBox::Cancel, &m_window);
    box->setObjectName(QStringLiteral("closeWhileTraining"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("It can go on in the background while the studio is closed, or stop after its step and "
                               "save a checkpoint. Either way Train > Go on with a run... takes it up later."));
    QPushButton *keep = box->addButton(tr("&Keep training"), QMessageBox::AcceptRole);
    keep->setObjectName(QStringLiteral("keepTraining"));
    QPushButton *save = box->addButton(tr("&Stop and save"), QMessageBox::AcceptRole);
    save->setObjectName(QStringLiteral("stopAndSave"));
    box->setDefaultButton(save);
    connect(keep, &QPushButton::clicked, this, &TrainingDesk::leaveRunning);
    connect(save, &QPushButton::clicked, this, &TrainingDesk::closeWhenStopped);
    box->open();
    return false;
}

void TrainingDesk::closeWhenStopped()
{
    if (!m_training.isRunning()) { // It ended while the question was open.
        m_window.close();
        return;
    }
    m_closing = true;
    stop();
}

void TrainingDesk::leaveRunning()
{
    if (m_training.leaveRunning() || !m_training.isRunning()) {
        m_window.close();
    } else {
        Q_EMIT message(
            Severity::Note, tr("The training has not begun yet. Close the studio again in a moment, or stop it."));
    }
}

void TrainingDesk::showOutcome(const TrainingOutcome &outcome)
{
    m_panel.setState(State::Finished,
        (outcome.stopped ? tr("Stopped. Epochs done: %1") : tr("Finished. Epochs done: %1")).arg(outcome.epochsDone));
    m_panel.setGoOnAvailable(outcome.stopped);
    m_panel.showResult(outcome.diceBefore, outcome.diceAfter, outcome.cases);
    if (!outcome.leftOut.isEmpty()) {
        Q_EMIT message(Severity::Warning,
            tr("Left out of the training: %1").arg(outcome.leftOut.join(QStringLiteral("; ")).left(600)));
    }
}

void TrainingDesk::showComparison()
{
    QFile file(m_training.comparisonPath());
    if (!file.open(QIODevice::ReadOnly)) {
        Q_EMIT message(Severity::Error, tr("Cannot read %1: %2").arg(file.fileName(), file.errorString()));
        return;
    }
    ModelLibrary &models = m_workbench.models();
    const ModelId model = m_training.newModel();
    const ModelRecord *record = models.find(model);
    const QString task = record ? record->task : m_workbench.task();
    auto *page = new ComparisonPage(m_panel.resultText(), QString::fromUtf8(file.readAll()), &m_window);
    page->setAttribute(Qt::WA_DeleteOnClose);
    const auto update = [page, &models, model, task] {
        const ModelRecord *active = models.active(task);
        page->setChoices(!active || active->id != model, active && active->id == model && models.canGoBack(task));
    };
    update();
    connect(&models, &ModelLibrary::changed, page, update);
    connect(page, &ComparisonPage::publishRequested, this, [&models, model] { models.activate(model); });
    connect(page, &ComparisonPage::goBackRequested, this, [&models, task] { models.goBack(task); });
    connect(page, &ComparisonPage::rejectRequested, this, &TrainingDesk::reject);
    page->open();
}

void TrainingDesk::reject()
{
    m_panel.setActivateAvailable(false);
    Q_EMIT message(
        Severity::Note, tr("The model in use stays. The new one can still be activated in the Models panel."));
}

} // namespace vmunet
