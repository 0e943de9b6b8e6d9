// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/model_library.h"
#include "app/studio/stored_runs.h"
#include "core/dataset/training_set.h"
#include "core/storage/project_store.h"
#include "inference/client/training_client.h"
#include "widgets/dialogs/fine_tune_dialog.h"
#include "widgets/panels/training_panel.h"

#include <QObject>

#include <optional>

namespace vmunet {

/// What a finished run gained.
struct TrainingOutcome {
    int epochsDone = 0;
    bool stopped = false; ///< By the person.
    double diceBefore = 0; ///< NaN where nothing was held out.
    double diceAfter = 0;
    QList<DiceComparison> cases;
    QStringList leftOut; ///< Samples that could not be read, with the reason.
};

/// Where a fine-tuning stands. Each of the controller's functions is for some of these and refuses in the others, so
/// two runs never mix.
enum class TrainingPhase {
    Idle,
    Collecting, ///< prepare(): reading what is approved.
    Offered, ///< Collected; start() or another prepare() may follow.
    Starting, ///< Writing the manifest: a stop takes effect when that is done.
    Training, ///< The trainer has the run.
    Stopping, ///< Until the trainer has saved.
    Keeping, ///< Run and model are being written to the project.
};

/// From approved annotations to a new model: collects the training set, runs it in the trainer's process, keeps run and
/// model in the project. Activating is the person's. Main thread.
class TrainingController : public QObject {
    Q_OBJECT

public:
    TrainingController(ProjectStore &store, TrainingClient &trainer, ModelLibrary &models, QObject *parent = nullptr);

    TrainingPhase phase() const { return m_phase; }
    /// From start() or goOn() until the model is in the project.
    bool isRunning() const { return m_phase >= TrainingPhase::Starting; }

    /// Collects what can be trained on for the task's active model; prepared(), failed() or refused() follows.
    void prepare(const QString &task);
    /// Trains on what was prepared last.
    void start(const FineTuneSettings &settings);
    /// Takes up a run that was stopped, broke off, or ended while the studio was closed.
    void goOn(const StoredRun &run);
    void goOnWithLast() { goOn(StoredRun(m_run)); }
    void pause() { m_trainer.pause(); }
    void resume() { m_trainer.resume(); }
    void stop();
    /// Before the studio closes: the run goes on without it. False where it has not reached the trainer yet.
    bool leaveRunning();

    /// The runs of the open project that goOn() takes; runsListed() follows.
    void listRuns();
    ModelId newModel() const { return m_newModel; } ///< Of the last finished run; 0 until it is in the project.
    QString runFolder() const { return m_run.place.isEmpty() ? QString() : m_run.runFolder(); } ///< Of the last run.

    /// Of the last run: before and after on what was held out. Need not exist.
    QString comparisonPath() const { return runFolder() + QStringLiteral("/comparison.html"); }

Q_SIGNALS:
    void phaseChanged(vmunet::TrainingPhase phase);
    void prepared(const vmunet::FineTuneOffer &offer, const vmunet::FineTuneSettings &proposed);
    void started(int epochs);
    void preparing(const QString &what); ///< Before the first step.
    void stepDone(const vmunet::TrainEvent &step);
    void epochDone(const vmunet::TrainingEpoch &epoch);
    void pausedChanged(bool paused);
    void finished(const vmunet::TrainingOutcome &outcome);
    /// The new model is in the project and can be activated.
    void modelReady(vmunet::ModelId model);
    /// The run under way ended without a result; Cancelled: as the person wished.
    void failed(const vmunet::Error &error);
    /// What was asked for cannot be done now; a run under way is not touched.
    void refused(const vmunet::Error &error);
    void runsListed(const std::vector<vmunet::StoredRun> &runs);

private:
    struct Prepared {
        QString place;
        TrainingSet set;
        ModelRecord parent;
    };
    void setPhase(TrainingPhase phase);
    void fail(const Error &error);
    void train(const Status &ready, const TrainRequest &request);
    void follow(const TrainEvent &event);
    void keep(const TrainFinished &result);
    void keepModel(const QString &path, bool stopped, RunId run);
    FineTuneOffer offer() const;

    ProjectStore &m_store;
    TrainingClient &m_trainer;
    ModelLibrary &m_models;
    TrainingPhase m_phase = TrainingPhase::Idle;
    Prepared m_prepared; ///< While Offered.
    StoredRun m_run; ///< The one under way, or the last one.
    ModelId m_newModel;
};

} // namespace vmunet
