// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/training_source.h"
#include "inference/training/run_folder.h"
#include "inference/training/trainer.h"
#include "inference/training/training_group.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace vmunet::cli {

namespace {

QString duration(double seconds)
{
    const auto whole = qint64(std::max(0.0, seconds));
    return whole >= 3600 ? QStringLiteral("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60)
        : whole >= 60    ? QStringLiteral("%1 min %2 s").arg(whole / 60).arg(whole % 60)
                         : QStringLiteral("%1 s").arg(whole);
}

QString decimals(double value)
{
    return std::isnan(value) ? QStringLiteral("-") : QString::number(value, 'f', 4);
}

// A line a few times a minute for steps, one for each epoch.
class ProgressLines : public TrainingObserver {
public:
    explicit ProgressLines(bool json)
        : m_json(json)
    {
        m_sinceLine.start();
    }

    void onNote(const QString &line) override { printNote(line); }

    void onStep(const StepEvent &event) override
    {
        constexpr qint64 kEveryMs = 15000;
        if (m_sinceLine.elapsed() < kEveryMs) {
            return;
        }
        m_sinceLine.start();
        printNote(QStringLiteral("epoch %1/%2, step %3/%4: loss %5, %6 left")
                      .arg(event.epoch)
                      .arg(event.epochs)
                      .arg(event.step)
                      .arg(event.steps)
                      .arg(decimals(event.loss), duration(event.secondsLeft)));
    }

    void onEpoch(const EpochEvent &event) override
    {
        const EpochRecord &r = event.record;
        m_sinceLine.start();
        printNote(
            QStringLiteral("epoch %1/%2: loss %3, validation loss %4, Dice %5, %6 (%9 % waiting for data), %7 left%8")
                .arg(r.epoch)
                .arg(event.epochs)
                .arg(decimals(r.trainLoss), decimals(r.validationLoss), decimals(r.validationDice), duration(r.seconds),
                    duration(event.secondsLeft), event.best ? QStringLiteral(", best so far") : QString())
                .arg(100 * event.idleShare, 0, 'f', 0));
        if (m_json) {
            printJson({{QStringLiteral("epoch"), r.epoch}, {QStringLiteral("lr"), r.learningRate},
                {QStringLiteral("train_loss"), r.trainLoss}, {QStringLiteral("val_loss"), jsonNumber(r.validationLoss)},
                {QStringLiteral("val_dice"), jsonNumber(r.validationDice)}, {QStringLiteral("seconds"), r.seconds},
                {QStringLiteral("idle_share"), event.idleShare}});
        }
    }

    RunOrder order() override { return shouldGoOn() ? RunOrder::GoOn : RunOrder::Stop; }

private:
    bool m_json;
    QElapsedTimer m_sinceLine;
};

void addOptions(QCommandLineParser &parser)
{
    const auto add = [&parser](const char *name, const char *help, const char *value) {
        parser.addOption({QString::fromLatin1(name), QString::fromLatin1(help), QString::fromLatin1(value)});
    };
    addDatasetOptions(parser);
    add("project", "Learn from the approved corrections of this project.", "P");
    add("output", "Folder for the run; made if needed.", "RUN");
    add("resume", "Go on with a stopped run.", "RUN");
    add("recipe", "reference, default, small-data or fine-tune (what --model begins with).", "recipe");
    add("model", "Begin from this model.", "M");
    add("backbone", "Begin from a VMamba classifier's weights.", "FILE");
    add("config", "Values for the recipe, as in a run's config.json.", "FILE");
    add("name", "Name of the resulting model.", "name");
    add("epochs", "Passes over the training part.", "N");
    add("batch-size", "Images a step.", "N");
    add("accumulate", "Such batches for each update of the weights, as one of N times their size.", "N");
    parser.addOption({QStringLiteral("checkpoint-activations"),
        QStringLiteral("Less memory: blocks are computed again in the backward pass.")});
    add("size", "The network's input side.", "N");
    add("lr", "Highest learning rate.", "X");
    add("seed", "Seed of all random numbers.", "N");
    add("dims", "Widths of the four stages, as 32,64,128,256.", "list");
    add("encoder-depths", "Blocks of the encoder's stages, as 2,2,2,2.", "list");
    add("decoder-depths", "Blocks of the decoder's stages, deepest first, as 2,2,2,1.", "list");
    add("state-size", "States of the selective scan.", "N");
    addDeviceOptions(parser);
    parser.addOption(
        {QStringLiteral("json"), QStringLiteral("One JSON object an epoch and one at the end on stdout.")});
}

// An option's text as the configuration's JSON has it.
QJsonValue configValue(const QString &text)
{
    const QByteArray json = text.toUtf8();
    QJsonDocument document = QJsonDocument::fromJson("[" + json + "]");
    return document.isArray() && document.array().size() == 1 ? document.array().first() : QJsonValue(text);
}

QJsonValue listValue(QString text)
{
    const QJsonDocument document =
        QJsonDocument::fromJson("[" + text.replace(QLatin1Char(' '), QLatin1Char(',')).toUtf8() + "]");
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(text);
}

// The recipe, then --config, then the options.
Result<TrainingConfig> configOf(const QCommandLineParser &parser, ImagingTask task)
{
    QJsonObject values;
    if (parser.isSet(QStringLiteral("config"))) {
        const QString path = parser.value(QStringLiteral("config"));
        const Result<QByteArray> content = readWhole(path);
        if (!content) {
            return content.error();
        }
        const QJsonDocument document = QJsonDocument::fromJson(*content);
        if (!document.isObject()) {
            return Error{ErrorCode::Corrupt, QStringLiteral("%1 is not a JSON object.").arg(path)};
        }
        values = document.object();
    }
    if (!values.contains(QStringLiteral("recipe"))) {
        values[QStringLiteral("recipe")] =
            parser.isSet(QStringLiteral("model")) ? QStringLiteral("fine-tune") : QStringLiteral("default");
    }
    constexpr std::pair<const char *, const char *> kNumbers[] = {{"epochs", "epochs"}, {"batch-size", "batch_size"},
        {"accumulate", "accumulate_steps"}, {"size", "input_side"}, {"lr", "learning_rate"}, {"seed", "seed"},
        {"state-size", "state_size"}, {"threads", "threads"}};
    constexpr std::pair<const char *, const char *> kTexts[] = {{"recipe", "recipe"}, {"model", "base_model"},
        {"backbone", "backbone"}, {"name", "name"}, {"device", "device"}};
    constexpr std::pair<const char *, const char *> kLists[] = {
        {"dims", "dims"}, {"encoder-depths", "encoder_depths"}, {"decoder-depths", "decoder_depths"}};
    const auto set = [&](const auto &options, const auto &convert) {
        for (const auto &[option, key] : options) {
            if (parser.isSet(QLatin1String(option))) {
                values[QLatin1String(key)] = convert(parser.value(QLatin1String(option)));
            }
        }
    };
    set(kNumbers, configValue);
    if (parser.isSet(QStringLiteral("checkpoint-activations"))) {
        values[QStringLiteral("checkpoint_activations")] = true;
    }
    set(kTexts, [](const QString &text) { return QJsonValue(text); });
    set(kLists, listValue);
    return configFromJson(values, task);
}

Result<RunSummary> start(const QCommandLineParser &parser, TrainingObserver &observer, TrainingGroup *group)
{
    const QString output = parser.value(QStringLiteral("output"));
    const QString model = parser.value(QStringLiteral("model"));
    Result<TrainingSet> set = parser.isSet(QStringLiteral("project"))
        ? correctionsOf(parser.value(QStringLiteral("project")), model, output, parser)
        : datasetOf(parser);
    if (!set) {
        return set.error();
    }
    const Result<TrainingConfig> config = configOf(parser, set->task);
    if (!config) {
        return config.error();
    }
    for (const ExcludedSample &excluded : set->excluded) {
        printNote(QStringLiteral("Left out: %1: %2").arg(excluded.id, excluded.reason));
    }
    return train(*std::move(set), *config, output, observer, group);
}

Result<RunSummary> goOn(const QCommandLineParser &parser, TrainingObserver &observer, TrainingGroup *group)
{
    std::optional<int> epochs;
    if (parser.isSet(QStringLiteral("epochs"))) {
        epochs = parser.value(QStringLiteral("epochs")).toInt();
    }
    return resumeTraining(parser.value(QStringLiteral("resume")), observer, epochs, group);
}

// Empty: none.
QString problemOfResuming(const QCommandLineParser &parser)
{
    // What a run was begun with decides its numbers, so nothing but its length can change.
    const QStringList taken{QStringLiteral("resume"), QStringLiteral("epochs"), QStringLiteral("json")};
    for (const QString &name : parser.optionNames()) {
        if (!taken.contains(name)) {
            return QStringLiteral("--resume goes on with the run's own settings; leave out --%1.").arg(name);
        }
    }
    return {};
}

QString problemOfStarting(const QCommandLineParser &parser)
{
    if (!parser.isSet(QStringLiteral("output"))) {
        return QStringLiteral("name the run's folder with --output.");
    }
    const bool project = parser.isSet(QStringLiteral("project"));
    const bool dataset = parser.isSet(QStringLiteral("dataset")) || parser.isSet(QStringLiteral("layout"));
    if (project && dataset) {
        return QStringLiteral("--project and --dataset (with --layout) exclude each other.");
    }
    return project || hasDataset(parser)
        ? QString()
        : QStringLiteral("name the data: either --project P, or --dataset DIR and --layout L.");
}

void reportEnd(const RunSummary &summary, bool json)
{
    const HeldOutSummary &held = summary.heldOut;
    if (summary.stopped) {
        printNote(QStringLiteral("Stopped in epoch %1 of %2; vmunet train --resume %3 goes on.")
                      .arg(summary.epochsDone + 1)
                      .arg(summary.epochs)
                      .arg(summary.folder));
    }
    if (!held.cases.empty()) {
        printNote(QStringLiteral("Held-out Dice over all pixels: %1 (before: %2); mean of %3 images: %4 (before: %5)")
                      .arg(decimals(held.diceAfter), decimals(held.diceBefore))
                      .arg(held.cases.size())
                      .arg(decimals(held.meanDiceAfter), decimals(held.meanDiceBefore)));
    }
    if (json) {
        printJson({{QStringLiteral("summary"), true}, {QStringLiteral("run"), summary.folder},
            {QStringLiteral("model"), summary.modelPath}, {QStringLiteral("device"), summary.device},
            {QStringLiteral("epochs_done"), summary.epochsDone}, {QStringLiteral("stopped"), summary.stopped},
            {QStringLiteral("best_epoch"), summary.bestEpoch}, {QStringLiteral("best_loss"), summary.bestLoss},
            {QStringLiteral("idle_share"), summary.idleShare}, {QStringLiteral("images_at_once"), summary.imagesAtOnce},
            {QStringLiteral("dice_before"), jsonNumber(held.cases.empty() ? std::nan("") : held.diceBefore)},
            {QStringLiteral("dice_after"), jsonNumber(held.cases.empty() ? std::nan("") : held.diceAfter)}});
    } else if (!summary.modelPath.isEmpty()) {
        printLine(summary.modelPath);
    }
}

// One of several processes that a launcher started: the first one speaks for all.
class Quiet : public TrainingObserver {
public:
    RunOrder order() override { return shouldGoOn() ? RunOrder::GoOn : RunOrder::Stop; }
};

// Null without a launcher.
Result<std::unique_ptr<TrainingGroup>> launchedGroup()
{
    const Result<std::optional<LauncherPlace>> place = launcherPlace(QProcessEnvironment::systemEnvironment());
    if (!place) {
        return place.error();
    }
    return *place ? TrainingGroup::join(**place) : Result<std::unique_ptr<TrainingGroup>>(nullptr);
}

} // namespace

int runTrain(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Trains or fine-tunes a network."));
    addOptions(parser);
    int status = kDone;
    if (!parse(parser, QStringLiteral("train"), arguments, &status)) {
        return status;
    }
    const bool resumes = parser.isSet(QStringLiteral("resume"));
    const QString problem = resumes ? problemOfResuming(parser) : problemOfStarting(parser);
    if (!problem.isEmpty()) {
        printError(QStringLiteral("train: ") + problem);
        return kUsage;
    }
    if (!takesNoArguments(parser, QStringLiteral("train"))) {
        return kUsage;
    }
    shouldGoOn(); // Ctrl-C is caught from here on.
    const Result<std::unique_ptr<TrainingGroup>> group = launchedGroup();
    if (!group) {
        printError(group.error().message);
        return group.error().code == ErrorCode::Invalid ? kUsage : kFailed;
    }
    ProgressLines first(parser.isSet(QStringLiteral("json")));
    Quiet others;
    const bool isFirst = !*group || (*group)->isFirst();
    TrainingObserver &lines = isFirst ? static_cast<TrainingObserver &>(first) : others;
    const Result<RunSummary> summary = resumes ? goOn(parser, lines, group->get()) : start(parser, lines, group->get());
    if (summary && !isFirst) {
        return kDone;
    }
    if (!summary) {
        printError(summary.error().message);
        return summary.error().code == ErrorCode::Invalid ? kUsage : kFailed;
    }
    for (const ExcludedSample &one : summary->leftOut) {
        printError(QStringLiteral("%1: left out: %2").arg(one.id, one.reason));
    }
    reportEnd(*summary, parser.isSet(QStringLiteral("json")));
    return summary->leftOut.empty() ? kDone : kFailed;
}

} // namespace vmunet::cli
