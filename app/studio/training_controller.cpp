// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/training_controller.h"

#include "core/base/app_paths.h"
#include "core/dataset/manifest.h"
#include "core/dataset/project_training_set.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QtConcurrentRun>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

namespace {

constexpr int kFewestSamples = 2;

QString runsFolder()
{
    return userDataFolder() + QStringLiteral("/runs");
}

/// Where the files of one run go: "<user data>/runs/20260131-142501-123".
QString newPlace()
{
    return runsFolder() + QLatin1Char('/')
        + QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
}

QJsonValue jsonOf(double value)
{
    return std::isnan(value) ? QJsonValue() : QJsonValue(value);
}

QByteArray metricsOf(const TrainFinished &result)
{
    QJsonArray cases;
    for (const HeldOutDice &one : result.heldOut) {
        cases.append(QJsonObject{{QStringLiteral("id"), one.id}, {QStringLiteral("before"), jsonOf(one.before)},
            {QStringLiteral("after"), jsonOf(one.after)}});
    }
    return QJsonDocument(
        QJsonObject{{QStringLiteral("epochsDone"), result.epochsDone},
            {QStringLiteral("diceBefore"), jsonOf(result.diceBefore)},
            {QStringLiteral("diceAfter"), jsonOf(result.diceAfter)}, {QStringLiteral("heldOut"), cases}})
        .toJson(QJsonDocument::Compact);
}

Result<TrainingSet> collect(const Result<QString> &path, const QString &folder, const ProjectTrainingOptions &options)
{
    if (!path) {
        return path.error();
    }
    const Result<std::unique_ptr<Project>> project = Project::open(*path, Project::Mode::ReadOnly);
    if (!project) {
        return project.error();
    }
    return trainingSetFromProject(**project, folder + QStringLiteral("/samples"), options);
}

QByteArray configOf(const FineTuneSettings &settings, const QString &name)
{
    return QJsonDocument(
        QJsonObject{{QStringLiteral("recipe"), QStringLiteral("fine-tune")}, {QStringLiteral("name"), name},
            {QStringLiteral("epochs"), settings.epochs}, {QStringLiteral("learning_rate"), settings.learningRate},
            {QStringLiteral("batch_size"), settings.batchSize}, {QStringLiteral("input_side"), settings.inputSide}})
        .toJson(QJsonDocument::Compact);
}

Status writeFirstFiles(const TrainingSet &set, const QString &manifest, const QString &place, const RunNote &note)
{
    const Status written = writeManifest(set, manifest); // Hashing reads every file.
    return written ? writeRunNote(place, note) : written;
}

Status copyFile(const QString &from, const QString &to)
{
    QFile::remove(to);
    QFile file(from);
    return file.copy(to)
        ? Status(Done{})
        : Status(Error{ErrorCode::Io, TrainingController::tr("Cannot write %1: %2").arg(to, file.errorString())});
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

TrainingController::TrainingController(
    ProjectStore &store, TrainingClient &trainer, ModelLibrary &models, QObject *parent)
    : QObject(parent)
    , m_store(store)
    , m_trainer(trainer)
    , m_models(models)
{
    connect(
        &m_trainer, &TrainingClient::progress, this, [this](double, const QString &what) { Q_EMIT preparing(what); });
    connect(&m_trainer, &TrainingClient::trained, this, &TrainingController::follow);
    connect(&m_trainer, &TrainingClient::pausedChanged, this, &TrainingController::pausedChanged);
    connect(&m_trainer, &TrainingClient::finished, this, &TrainingController::keep);
    connect(&m_trainer, &TrainingClient::failed, this, &TrainingController::fail);
}

void TrainingController::setPhase(TrainingPhase phase)
{
    if (m_phase != phase) {
        m_phase = phase;
        Q_EMIT phaseChanged(phase);
    }
}

void TrainingController::fail(const Error &error)
{
    setPhase(TrainingPhase::Idle);
    Q_EMIT failed(error);
}

void TrainingController::prepare(const QString &task)
{
    const ModelRecord *model = m_models.active(task);
    if (isRunning() || m_phase == TrainingPhase::Collecting) {
        Q_EMIT refused({ErrorCode::Invalid, tr("A training is under way; stop it before starting another.")});
        return;
    }
    if (!model) {
        Q_EMIT refused({ErrorCode::NotFound, tr("There is no model to refine. Add one with Train > Add model...")});
        return;
    }
    setPhase(TrainingPhase::Collecting);
    const Prepared next{newPlace(), {}, *model};
    const ProjectTrainingOptions options{
        .task = task == QLatin1String("ct") ? ImagingTask::Ct : ImagingTask::Dermoscopy,
        .classNames = model->classNames};
    // Behind what is being written, but on a connection of its own: reading and hashing must not hold up strokes.
    m_store.query([](Project &project) { return Result<QString>(project.path()); })
        .then(QtFuture::Launch::Async,
            [place = next.place, options](const Result<QString> &path) { return collect(path, place, options); })
        .then(this, [this, next](const Result<TrainingSet> &set) {
            if (!set) {
                fail(set.error());
                return;
            }
            m_prepared = next;
            m_prepared.set = *set;
            setPhase(TrainingPhase::Offered);
            const int samples = int(m_prepared.set.indices(Split::Training).size());
            Q_EMIT prepared(offer(),
                {.epochs = 10,
                    .learningRate = 1e-4,
                    .batchSize = std::clamp(samples, 1, 4),
                    .inputSide = m_prepared.parent.inputSide});
        });
}

FineTuneOffer TrainingController::offer() const
{
    const TrainingSet &set = m_prepared.set;
    FineTuneOffer offer{.modelName = m_prepared.parent.name,
        .trainingSamples = int(set.indices(Split::Training).size()),
        .heldOutSamples = int(set.indices(Split::HeldOut).size())};
    QSet<QString> groups;
    for (const TrainingSample &sample : set.samples) {
        groups.insert(sample.group);
    }
    offer.groups = int(groups.size());
    for (const ExcludedSample &one : set.excluded) {
        offer.excluded.append({one.id, one.reason});
    }
    if (offer.trainingSamples + offer.heldOutSamples < kFewestSamples || offer.trainingSamples == 0) {
        offer.obstacle = tr("Approve at least %1 annotations first (Ctrl+Return).").arg(kFewestSamples);
    }
    return offer;
}

void TrainingController::start(const FineTuneSettings &settings)
{
    if (m_phase != TrainingPhase::Offered) {
        Q_EMIT refused({ErrorCode::Invalid, tr("This training was begun already, or its samples are out of date.")});
        return;
    }
    const Prepared prepared = std::exchange(m_prepared, {});
    const ModelRecord &parent = prepared.parent;
    m_newModel = {};
    m_run = {.place = prepared.place,
        .note = {.project = m_store.path(),
            .parent = parent.id,
            .parentPath = parent.path,
            .parentName = parent.name,
            .task = parent.task},
        .epochs = settings.epochs};
    const TrainRequest request{.manifestPath = m_run.place + QStringLiteral("/manifest.json"),
        .configJson = QString::fromUtf8(configOf(settings, tr("%1, refined").arg(parent.name))),
        .runFolder = m_run.runFolder(),
        .parentModel = parent.path};
    setPhase(TrainingPhase::Starting);
    Q_EMIT started(settings.epochs);
    QtConcurrent::run(writeFirstFiles, prepared.set, request.manifestPath, m_run.place, m_run.note)
        .then(this, [this, request](const Status &written) { train(written, request); });
}

void TrainingController::goOn(const StoredRun &run)
{
    if (isRunning() || m_phase == TrainingPhase::Collecting) {
        Q_EMIT refused({ErrorCode::Invalid, tr("A training is under way; stop it before going on with another.")});
        return;
    }
    if (run.note.project != m_store.path()) {
        Q_EMIT refused({ErrorCode::Invalid, tr("This run belongs to the project %1.").arg(run.note.project)});
        return;
    }
    m_newModel = {};
    m_run = run;
    m_run.note.leftRunning = false;
    setPhase(TrainingPhase::Starting);
    Q_EMIT started(run.epochs);
    const TrainRequest request{.manifestPath = run.place + QStringLiteral("/manifest.json"),
        .runFolder = run.runFolder(),
        .parentModel = run.note.parentPath,
        .resume = true};
    QtConcurrent::run(writeRunNote, m_run.place, m_run.note).then(this, [this, request](const Status &written) {
        train(written, request);
    });
}

// What start() and goOn() wrote is there; the person may have stopped the run in the meantime.
void TrainingController::train(const Status &ready, const TrainRequest &request)
{
    if (!ready) {
        fail(ready.error());
    } else if (m_phase == TrainingPhase::Stopping) {
        fail({ErrorCode::Cancelled, tr("The training was stopped before it began.")});
    } else {
        setPhase(TrainingPhase::Training);
        m_trainer.train(request);
    }
}

void TrainingController::stop()
{
    if (m_phase == TrainingPhase::Training) {
        m_trainer.stop();
    } else if (m_phase != TrainingPhase::Starting) {
        return;
    }
    setPhase(TrainingPhase::Stopping);
}

bool TrainingController::leaveRunning()
{
    if (m_phase != TrainingPhase::Training || !m_trainer.leaveRunning()) {
        return false;
    }
    m_run.note.leftRunning = true;
    const Status noted = writeRunNote(m_run.place, m_run.note); // The window closes: nothing later would write it.
    setPhase(TrainingPhase::Idle);
    return bool(noted);
}

void TrainingController::listRuns()
{
    QtConcurrent::run(storedRuns, runsFolder(), m_store.path()).then(this, [this](const std::vector<StoredRun> &runs) {
        Q_EMIT runsListed(runs);
    });
}

void TrainingController::follow(const TrainEvent &event)
{
    if (event.epochFinished) {
        Q_EMIT epochDone({.epoch = event.epoch,
            .trainingLoss = event.loss,
            .validationLoss = event.validationLoss,
            .validationDice = event.validationDice,
            .idleShare = event.idleShare});
    } else {
        Q_EMIT stepDone(event);
    }
}

void TrainingController::keep(const TrainFinished &result)
{
    TrainingOutcome outcome{.epochsDone = result.epochsDone,
        .stopped = result.stopped,
        .diceBefore = result.diceBefore,
        .diceAfter = result.diceAfter,
        .leftOut = result.leftOut};
    for (const HeldOutDice &one : result.heldOut) {
        outcome.cases.append({QFileInfo(one.id).fileName(), one.before, one.after});
    }
    m_run.epochsDone = result.epochsDone;
    setPhase(result.bestModelPath.isEmpty() ? TrainingPhase::Idle : TrainingPhase::Keeping);
    Q_EMIT finished(outcome);
    if (result.bestModelPath.isEmpty()) {
        return; // Stopped before the first epoch was done.
    }
    const RunRecord run{.folder = result.runFolder,
        .config = contentOf(result.runFolder + QStringLiteral("/config.json")),
        .manifest = contentOf(result.runFolder + QStringLiteral("/manifest.json")),
        .metrics = metricsOf(result),
        .epochs = parseRunMetrics(contentOf(result.runFolder + QStringLiteral("/metrics.csv")))};
    // A run that goes on replaces its best model, so the project gets a copy of its own.
    const QString model = m_run.place + QStringLiteral("/model-%1.safetensors").arg(result.epochsDone);
    m_store
        .query([run, from = result.bestModelPath, model](Project &project) {
            const Status copied = copyFile(from, model);
            return copied ? project.runs().add(run) : Result<RunId>(copied.error());
        })
        .then(this, [this, model, stopped = result.stopped](const Result<RunId> &id) {
            if (id) {
                keepModel(model, stopped, *id);
            } else {
                fail(id.error());
            }
        });
}

void TrainingController::keepModel(const QString &path, bool stopped, RunId run)
{
    const auto added = [this, stopped](const Result<ModelId> &model) {
        if (!model) {
            fail(model.error());
            return;
        }
        m_newModel = *model;
        m_run.note.kept = !stopped;
        const Status noted = writeRunNote(m_run.place, m_run.note);
        setPhase(TrainingPhase::Idle);
        Q_EMIT modelReady(*model);
        if (!noted) {
            Q_EMIT refused(noted.error());
        }
    };
    m_models.addFile(path, {.parent = m_run.note.parent, .run = run}, added);
}

} // namespace vmunet
