// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/trainer.h"

#include "core/dataset/manifest.h"
#include "inference/engine/device.h"
#include "inference/training/comparison_report.h"
#include "inference/training/evaluation.h"
#include "inference/training/preflight.h"
#include "inference/training/run_network.h"
#include "inference/training/run_report.h"
#include "inference/training/sample_check.h"
#include "inference/training/torch_errors.h"
#include "inference/training/training_run.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <utility>

namespace vmunet {

namespace {

constexpr const char *kNothingToTrainOn = "The training set has nothing to train on.";

// Lets the person stop what reads every file.
ProgressCallback stopper(CancelFlag cancel, TrainingObserver &observer)
{
    return [cancel, &observer](double, const QString &) mutable {
        if (observer.order() == RunOrder::Stop) {
            cancel.cancel();
        }
    };
}

// Decodes and hashes all samples. Returns those that are left out.
Result<std::vector<ExcludedSample>> checkSamples(TrainingSet &set, const TrainingConfig &config,
    const RunFolder &folder, TrainingObserver &observer, TrainingGroup *group)
{
    const CancelFlag cancel;
    observer.onNote(QStringLiteral("Checking %1 samples").arg(set.samples.size()));
    std::vector<SampleFacts> facts(set.samples.size());
    Result<std::vector<ExcludedSample>> leftOut = leaveOutUnreadable(set, std::max(1, config.loaderThreads), cancel,
        stopper(cancel, observer), [&set, &facts](size_t index, const LoadedSample &loaded) {
            facts[index] = factsOf(set, set.samples[index], loaded);
        });
    if (!leftOut) {
        return leftOut;
    }
    std::erase_if(facts, [](const SampleFacts &one) { return one.pixels.empty(); }); // The unreadable ones.
    const std::vector<SamePicture> duplicates = acrossTheSplit(facts);
    for (const ExcludedSample &one : leaveOutDuplicates(set, duplicates)) {
        observer.onNote(QStringLiteral("Left out: %1: %2").arg(one.id, one.reason));
    }
    for (const ExcludedSample &one : *leftOut) {
        observer.onNote(QStringLiteral("Left out: %1: %2").arg(one.id, one.reason));
    }
    if (splitForRun(set, config.validationFraction).training.empty()) {
        return Error{
            leftOut->empty() ? ErrorCode::Invalid : ErrorCode::Corrupt, QString::fromLatin1(kNothingToTrainOn)};
    }
    if (group && !group->isFirst()) {
        return leftOut; // Hashes are for the manifest.
    }
    if (const Status written = writeWhole(folder.preflightPath(), preflightPage(set, facts, duplicates)); !written) {
        return written.error();
    }
    observer.onNote(QStringLiteral("Hashing %1 samples").arg(set.samples.size()));
    if (const Status hashed = hashFiles(set, cancel, stopper(cancel, observer)); !hashed) {
        return hashed.error();
    }
    return leftOut;
}

// Progress of an evaluation, and a way to break it off.
EvaluationOptions evaluationOptions(const TrainingConfig &config, TrainingObserver &observer)
{
    EvaluationOptions options;
    options.device = config.device;
    options.threads = config.threads;
    options.progress = stopper(options.cancel, observer);
    return options;
}

Result<RunSummary> finished(const TrainingSet &set, const TrainingConfig &config, const RunFolder &folder,
    TrainingObserver &observer, TrainingRun &run, TrainingGroup *group)
{
    RunSummary summary;
    summary.folder = folder.path();
    summary.device = QString::fromStdString(run.network().device().str());
    summary.epochsDone = run.progress().epoch;
    summary.epochs = config.epochs;
    summary.stopped = run.stopped();
    summary.bestEpoch = run.progress().bestEpoch;
    summary.bestLoss = run.progress().bestLoss;
    summary.idleShare = run.idleShare();
    summary.imagesAtOnce = run.imagesAtOnce();
    if (summary.bestEpoch == 0 || (group && !group->isFirst())) {
        return summary;
    }
    if (const Status saved = saveRunModel(set, config, folder); !saved) {
        return saved.error();
    }
    summary.modelPath = folder.modelPath();
    if (!summary.stopped && !run.split().heldOut.empty()) {
        observer.onNote(QStringLiteral("Evaluating %1 held-out samples").arg(run.split().heldOut.size()));
        const QString base = QFile::exists(config.baseModel) ? config.baseModel : QString();
        Result<HeldOutSummary> scores =
            compareOnHeldOut(set, run.split().heldOut, base, folder.modelPath(), evaluationOptions(config, observer));
        if (scores) {
            summary.heldOut = *std::move(scores);
        } else if (scores.error().code != ErrorCode::Cancelled) {
            return scores.error();
        }
    }
    Status reported = writeWhole(folder.reportPath(), runReport({set, config, run.split(), run.records(), summary}));
    if (reported && !summary.heldOut.cases.empty()) {
        reported = writeWhole(folder.comparisonPath(), comparisonPage(set, summary.heldOut, config.seed));
    }
    return reported ? Result(summary) : reported.error();
}

// The run's tensors go back to the system when it ends: the process may live on.
struct MemoryRelease {
    ~MemoryRelease() { releaseUnusedMemory(); }
};

Status checkLoss(const TrainingSet &set, const TrainingConfig &config)
{
    const int classes = set.networkClasses();
    if (!config.classWeights.empty() && int(config.classWeights.size()) != std::max(2, classes)) {
        return Error{ErrorCode::Invalid,
            QStringLiteral("There are %1 class weights; this set needs %2, that of the background first.")
                .arg(config.classWeights.size())
                .arg(std::max(2, classes))};
    }
    if (config.ignoreLabel >= 0 && (classes == 1 || config.ignoreLabel >= classes)) {
        return Error{ErrorCode::Invalid,
            QStringLiteral("The ignored label %1 is none of this set's, which needs to have several structures.")
                .arg(config.ignoreLabel)};
    }
    return Done{};
}

// What has to be the same in all processes of a group.
QByteArray decisiveOf(const TrainingSet &set, const TrainingConfig &config)
{
    QJsonObject settings = config.toJson();
    for (const char *own : {"device", "threads", "loader_threads", "cache_mib"}) {
        settings.remove(QLatin1String(own));
    }
    QByteArray text = QJsonDocument(settings).toJson(QJsonDocument::Compact);
    for (const TrainingSample &sample : set.samples) {
        text += sample.id.toUtf8() + '\n';
    }
    return text;
}

Result<RunSummary> runIn(const TrainingSet &set, const TrainingConfig &config, const RunFolder &folder,
    TrainingObserver &observer, VmUnet network, TrainingGroup *group)
{
    if (group && !group->agreesOn(decisiveOf(set, config))) {
        return Error{ErrorCode::Invalid,
            QStringLiteral("The %1 processes have other settings or other samples: start all with the same command and "
                           "the same data.")
                .arg(group->place().size)};
    }
    TrainingRun run(set, config, folder, observer, std::move(network), group);
    if (run.split().training.empty()) {
        return Error{ErrorCode::Invalid, QString::fromLatin1(kNothingToTrainOn)};
    }
    observer.onNote(QStringLiteral("Training on %1 samples, validating on %2, holding out %3; device %4")
                        .arg(run.split().training.size())
                        .arg(run.split().validation.size())
                        .arg(run.split().heldOut.size())
                        .arg(QString::fromStdString(run.network().device().str())));
    if (const Status restored = run.restore(); !restored) {
        return restored.error();
    }
    if (const Status trained = run.run(); !trained) {
        return trained.error();
    }
    return finished(set, config, folder, observer, run, group);
}

// The run's folder for whoever writes into it: made anew, and locked.
Result<std::shared_ptr<QLockFile>> ownedFolder(const RunFolder &folder)
{
    if (const Status created = folder.create(); !created) {
        return created.error();
    }
    return folder.lock();
}

// Several processes on one machine share its processors.
void shareThreads(int threads, const TrainingGroup *group)
{
    setComputeThreads(threads);
    if (threads == 0 && group && group->place().localSize > 1) {
        setComputeThreads(std::max(1, computeThreads() / group->place().localSize));
    }
}

} // namespace

Result<RunSummary> train(TrainingSet set, const TrainingConfig &config, const QString &runFolder,
    TrainingObserver &observer, TrainingGroup *group)
{
    const bool isFirst = !group || group->isFirst();
    for (const Status &checked : {checkConfig(config), checkLoss(set, config)}) {
        if (!checked) {
            return checked.error();
        }
    }
    const RunFolder folder(runFolder);
    const MemoryRelease release;
    try {
        shareThreads(config.threads, group);
        TrainingConfig complete = config;
        if (group && config.device == QLatin1String("cuda")) { // One GPU each.
            complete.device = QStringLiteral("cuda:%1").arg(group->place().localRank);
        }
        Result<VmUnet> network = freshNetwork(set, complete);
        if (!network) {
            return network.error();
        }
        const Result<std::shared_ptr<QLockFile>> lock = isFirst ? ownedFolder(folder) : std::shared_ptr<QLockFile>();
        if (!lock) {
            return lock.error();
        }
        const Result<std::vector<ExcludedSample>> leftOut = checkSamples(set, complete, folder, observer, group);
        if (!leftOut) {
            return leftOut.error();
        }
        Status prepared = isFirst ? writeManifest(set, folder.manifestPath()) : Status(Done{});
        prepared = prepared && isFirst ? folder.writeConfig(complete) : prepared;
        if (!prepared) {
            return prepared.error();
        }
        Result<RunSummary> summary = runIn(set, complete, folder, observer, *network, group);
        if (summary) {
            summary->leftOut = *leftOut;
        }
        return summary;
    } catch (const std::exception &exception) {
        return errorFrom(exception, QStringLiteral("Training in %1").arg(runFolder));
    }
}

Result<RunSummary> resumeTraining(
    const QString &runFolder, TrainingObserver &observer, std::optional<int> epochs, TrainingGroup *group)
{
    const bool isFirst = !group || group->isFirst();
    const RunFolder folder(runFolder);
    if (!QFile::exists(folder.configPath())) {
        return Error{
            ErrorCode::NotFound, QStringLiteral("There is no run in %1: it has no config.json.").arg(runFolder)};
    }
    const Result<std::shared_ptr<QLockFile>> lock = isFirst ? folder.lock() : std::shared_ptr<QLockFile>();
    if (!lock) {
        return lock.error();
    }
    const Result<TrainingSet> set = readManifest(folder.manifestPath());
    if (!set) {
        return set.error();
    }
    Result<TrainingConfig> config = folder.readConfig(set->task);
    if (!config) {
        return config.error();
    }
    if (epochs && *epochs != config->epochs) {
        config->epochs = *epochs;
        Status written = checkConfig(*config);
        written = written && isFirst ? folder.writeConfig(*config) : written;
        if (!written) {
            return written.error();
        }
    }
    observer.onNote(QStringLiteral("Checking %1 samples").arg(set->samples.size()));
    if (const Status verified = verifyFiles(*set); !verified) {
        return verified.error();
    }
    const MemoryRelease release;
    try {
        shareThreads(config->threads, group);
        // Before the first checkpoint a run begins again, from the same start.
        Result<VmUnet> network =
            QFile::exists(folder.latestPath()) ? emptyNetwork(*set, *config) : freshNetwork(*set, *config);
        if (!network) {
            return network.error();
        }
        return runIn(*set, *config, folder, observer, *network, group);
    } catch (const std::exception &exception) {
        return errorFrom(exception, QStringLiteral("Training in %1").arg(runFolder));
    }
}

} // namespace vmunet
