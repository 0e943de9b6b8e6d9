// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/model_library.h"
#include "core/dataset/training_set.h"
#include "core/storage/project_store.h"
#include "inference/client/training_client.h"
#include "widgets/dialogs/fine_tune_dialog.h"
#include "widgets/panels/training_panel.h"

#include <QObject>

namespace vmunet {

/// What a finished run gained.
struct TrainingOutcome {
    int epochsDone = 0;
    bool stopped = false; ///< By the person.
    double diceBefore = 0; ///< NaN where nothing was held out.
    double diceAfter = 0;
    QList<DiceComparison> cases;
};

/// From approved annotations to a new model: collects the training set, runs it in the trainer's process, keeps run and
/// model in the project. Activating is the person's. Main thread.
class TrainingController : public QObject {
    Q_OBJECT

public:
    TrainingController(ProjectStore &store, TrainingClient &trainer, ModelLibrary &models, QObject *parent = nullptr);

    /// Collects what can be trained on for the task's active model; prepared() or failed() follows.
    void prepare(const QString &task);
    /// Trains on what was prepared last.
    void start(const FineTuneSettings &settings);
    void pause() { m_trainer.pause(); }
    void resume() { m_trainer.resume(); }
    void stop() { m_trainer.stop(); }
    bool isRunning() const { return m_trainer.isRunning(); }
    ModelId newModel() const { return m_newModel; } ///< Of the last finished run; 0 until it is in the project.

Q_SIGNALS:
    void prepared(const vmunet::FineTuneOffer &offer, const vmunet::FineTuneSettings &proposed);
    void started(int epochs);
    void preparing(const QString &what); ///< Before the first step.
    void stepDone(int epoch, int epochs, int step, int steps, double secondsLeft);
    void epochDone(const vmunet::TrainingEpoch &epoch);
    void pausedChanged(bool paused);
    void finished(const vmunet::TrainingOutcome &outcome);
    /// The new model is in the project and can be activated.
    void modelReady(vmunet::ModelId model);
    void failed(const vmunet::Error &error);

private:
    void follow(const TrainEvent &event);
    void keep(const TrainFinished &result);
    FineTuneOffer offer() const;

    ProjectStore &m_store;
    TrainingClient &m_trainer;
    ModelLibrary &m_models;
    QString m_folder; ///< Of the prepared run.
    QString m_manifest;
    TrainingSet m_set;
    ModelRecord m_parent;
    QByteArray m_config;
    ModelId m_newModel;
};

} // namespace vmunet
