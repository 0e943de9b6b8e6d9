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

namespace vmunet {

namespace {

constexpr int kFewestSamples = 2;

/// Where the files of one run go: "<user data>/runs/20260131-142501".
QString newRunFolder()
{
    return userDataFolder() + QStringLiteral("/runs/")
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
    connect(&m_trainer, &TrainingClient::failed, this, &TrainingController::failed);
}

void TrainingController::prepare(const QString &task)
{
    const ModelRecord *model = m_models.active(task);
    if (isRunning()) {
        Q_EMIT failed({ErrorCode::Invalid, tr("A training is under way; stop it before starting another.")});
        return;
    }
    if (!model) {
        Q_EMIT failed({ErrorCode::NotFound, tr("There is no model to refine. Add one with Train > Add model...")});
        return;
    }
    m_parent = *model;
    const QString folder = newRunFolder();
    const ProjectTrainingOptions options{
        .task = task == QLatin1String("ct") ? ImagingTask::Ct : ImagingTask::Dermoscopy,
        .classNames = model->classNames};
    // Behind what is being written, but on a connection of its own: reading and hashing must not hold up strokes.
    m_store.query([](Project &project) { return Result<QString>(project.path()); })
        .then(QtFuture::Launch::Async,
            [folder, options](const Result<QString> &path) { return collect(path, folder, options); })
        .then(this, [this, folder](const Result<TrainingSet> &set) {
            if (!set) {
                Q_EMIT failed(set.error());
                return;
            }
            m_folder = folder;
            m_set = *set;
            const int samples = int(m_set.indices(Split::Training).size());
            Q_EMIT prepared(offer(),
                {.epochs = 10,
                    .learningRate = 1e-4,
                    .batchSize = std::clamp(samples, 1, 4),
                    .inputSide = m_parent.inputSide});
        });
}

FineTuneOffer TrainingController::offer() const
{
    FineTuneOffer offer{.modelName = m_parent.name,
        .trainingSamples = int(m_set.indices(Split::Training).size()),
        .heldOutSamples = int(m_set.indices(Split::HeldOut).size())};
    QSet<QString> groups;
    for (const TrainingSample &sample : m_set.samples) {
        groups.insert(sample.group);
    }
    offer.groups = int(groups.size());
    for (const ExcludedSample &one : m_set.excluded) {
        offer.excluded.append({one.id, one.reason});
    }
    if (offer.trainingSamples + offer.heldOutSamples < kFewestSamples || offer.trainingSamples == 0) {
        offer.obstacle = tr("Approve at least %1 annotations first (Ctrl+Return).").arg(kFewestSamples);
    }
    return offer;
}

void TrainingController::start(const FineTuneSettings &settings)
{
    const QString manifest = m_folder + QStringLiteral("/manifest.json");
    m_newModel = {};
    m_config = QJsonDocument(
        QJsonObject{{QStringLiteral("recipe"), QStringLiteral("fine-tune")},
            {QStringLiteral("name"), tr("%1, refined").arg(m_parent.name)}, {QStringLiteral("epochs"), settings.epochs},
            {QStringLiteral("learning_rate"), settings.learningRate},
            {QStringLiteral("batch_size"), settings.batchSize}, {QStringLiteral("input_side"), settings.inputSide}})
                   .toJson(QJsonDocument::Compact);
    Q_EMIT started(settings.epochs);
    // Hashing reads every file.
    QtConcurrent::run(writeManifest, m_set, manifest).then(this, [this, manifest](const Status &written) {
        if (!written) {
            Q_EMIT failed(written.error());
            return;
        }
        m_trainer.train({.manifestPath = manifest,
            .configJson = QString::fromUtf8(m_config),
            .runFolder = m_folder + QStringLiteral("/run"),
            .parentModel = m_parent.path});
    });
}

void TrainingController::follow(const TrainEvent &event)
{
    if (event.epochFinished) {
        Q_EMIT epochDone({.epoch = event.epoch,
            .trainingLoss = event.loss,
            .validationLoss = event.validationLoss,
            .validationDice = event.validationDice});
    } else {
        Q_EMIT stepDone(event.epoch, event.epochs, event.step, event.steps, event.secondsLeft);
    }
}

void TrainingController::keep(const TrainFinished &result)
{
    TrainingOutcome outcome{.epochsDone = result.epochsDone,
        .stopped = result.stopped,
        .diceBefore = result.diceBefore,
        .diceAfter = result.diceAfter};
    for (const HeldOutDice &one : result.heldOut) {
        outcome.cases.append({QFileInfo(one.id).fileName(), one.before, one.after});
    }
    Q_EMIT finished(outcome);
    if (result.bestModelPath.isEmpty()) {
        return; // Stopped before the first epoch was done.
    }
    const RunRecord run{.folder = result.runFolder,
        .config = contentOf(result.runFolder + QStringLiteral("/config.json")),
        .manifest = contentOf(result.runFolder + QStringLiteral("/manifest.json")),
        .metrics = metricsOf(result)};
    m_store.query([run](Project &project) { return project.runs().add(run); })
        .then(this, [this, path = result.bestModelPath](const Result<RunId> &id) {
            if (!id) {
                Q_EMIT failed(id.error());
                return;
            }
            m_models.addFile(path, {.parent = m_parent.id, .run = *id}, [this](ModelId model) {
                m_newModel = model;
                Q_EMIT modelReady(model);
            });
        });
}

} // namespace vmunet
