// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/service/training_worker.h"

#include "core/dataset/manifest.h"
#include "inference/engine/device.h"
#include "inference/protocol/job_messages.h"
#include "inference/training/run_folder.h"
#include "inference/training/trainer.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QObject>

#include <new>

namespace vmunet {

namespace {

constexpr int kStepIntervalMs = 50; // A curve needs no more points than a screen has.

/// Passes a run's events on, and the person's commands back.
class PostingObserver : public TrainingObserver {
public:
    PostingObserver(JobId job, const Outbox &outbox, const std::atomic<TrainCommand> &command, const CancelFlag &cancel)
        : m_job(job)
        , m_outbox(outbox)
        , m_command(command)
        , m_cancel(cancel)
    {
    }

    void onNote(const QString &line) override { m_outbox.post(m_job, Progress{0, line}); }

    void onStep(const StepEvent &step) override
    {
        if (m_clock.isValid() && m_clock.elapsed() < kStepIntervalMs) {
            return;
        }
        m_clock.start();
        TrainEvent event;
        event.epoch = step.epoch;
        event.epochs = step.epochs;
        event.step = step.step;
        event.steps = step.steps;
        event.loss = step.loss;
        event.learningRate = step.learningRate;
        event.secondsLeft = step.secondsLeft;
        event.device = step.device;
        m_outbox.post(m_job, event);
    }

    void onEpoch(const EpochEvent &epoch) override
    {
        TrainEvent event;
        event.epochFinished = true;
        event.epoch = epoch.record.epoch;
        event.epochs = epoch.epochs;
        event.loss = epoch.record.trainLoss;
        event.validationLoss = epoch.record.validationLoss;
        event.validationDice = epoch.record.validationDice;
        event.learningRate = epoch.record.learningRate;
        event.secondsLeft = epoch.secondsLeft;
        event.device = epoch.device;
        event.idleShare = epoch.idleShare;
        m_outbox.post(m_job, event);
    }

    RunOrder order() override
    {
        if (m_cancel.isCancelled() || m_command == TrainCommand::Stop) {
            return RunOrder::Stop;
        }
        return m_command == TrainCommand::Pause ? RunOrder::Pause : RunOrder::GoOn;
    }

private:
    JobId m_job;
    const Outbox &m_outbox;
    const std::atomic<TrainCommand> &m_command;
    const CancelFlag &m_cancel;
    QElapsedTimer m_clock;
};

Result<RunSummary> beginRun(const TrainRequest &request, const HelloReply &wish, TrainingObserver &observer)
{
    const Result<TrainingSet> set = readManifest(request.manifestPath);
    if (!set) {
        return set.error();
    }
    const QJsonDocument json = QJsonDocument::fromJson(request.configJson.toUtf8());
    if (!json.isObject()) {
        return Error{ErrorCode::Invalid, QObject::tr("The training's configuration is no JSON object.")};
    }
    Result<TrainingConfig> config = configFromJson(json.object(), set->task);
    if (!config) {
        return config.error();
    }
    if (!request.parentModel.isEmpty()) {
        config->baseModel = request.parentModel;
    }
    if (config->device == QLatin1String("auto")) {
        config->device = wish.device;
    }
    if (config->threads == 0) {
        config->threads = wish.threads;
    }
    return train(*set, *config, request.runFolder, observer);
}

TrainFinished messageOf(const RunSummary &summary)
{
    TrainFinished finished;
    finished.runFolder = summary.folder;
    finished.bestModelPath = summary.modelPath;
    finished.epochsDone = summary.epochsDone;
    finished.stopped = summary.stopped;
    if (!summary.heldOut.cases.empty()) {
        finished.diceBefore = summary.heldOut.diceBefore;
        finished.diceAfter = summary.heldOut.diceAfter;
    }
    for (const HeldOutCase &heldOut : summary.heldOut.cases) {
        finished.heldOut.push_back({heldOut.id, heldOut.before, heldOut.after});
    }
    for (const ExcludedSample &one : summary.leftOut) {
        finished.leftOut.append(one.id + QStringLiteral(": ") + one.reason);
    }
    return finished;
}

} // namespace

TrainingWorker::TrainingWorker(HelloReply wish, Outbox outbox)
    : m_wish(std::move(wish))
    , m_outbox(std::move(outbox))
{
}

void TrainingWorker::train(JobId job, const TrainRequest &request, const CancelFlag &cancel)
{
    PostingObserver observer(job, m_outbox, m_command, cancel);
    try {
        // The configuration is the last of a run's first files: with it, there is a run to go on with.
        const bool begun = request.resume && QFile::exists(RunFolder(request.runFolder).configPath());
        const Result<RunSummary> summary =
            begun ? resumeTraining(request.runFolder, observer) : beginRun(request, m_wish, observer);
        if (summary) {
            m_outbox.post(job, messageOf(*summary));
        } else {
            m_outbox.post(job, Failed{summary.error()});
        }
    } catch (const std::bad_alloc &) {
        m_outbox.post(job,
            Failed{{ErrorCode::OutOfMemory, QObject::tr("Memory does not suffice to train; choose a smaller batch.")}});
    }
    releaseUnusedMemory();
}

void TrainingWorker::control(TrainCommand command)
{
    m_command = command;
}

} // namespace vmunet
