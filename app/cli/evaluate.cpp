// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/training_source.h"
#include "core/base/file_hash.h"
#include "inference/engine/device.h"
#include "inference/training/evaluation_report.h"
#include "inference/training/run_folder.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace vmunet::cli {

namespace {

void addOptions(QCommandLineParser &parser)
{
    const auto add = [&parser](const char *name, const char *help, const char *value, const char *preset = "") {
        parser.addOption({QString::fromLatin1(name), QString::fromLatin1(help), QString::fromLatin1(value),
            QString::fromLatin1(preset)});
    };
    addDatasetOptions(parser);
    add("model", "The model to evaluate.", "M");
    add("part", "held-out, training or all; if not given: held-out where the layout or --held-out splits, else all.",
        "part");
    add("size", "The network's input side; the model's if not given.", "N", "0");
    add("threshold", "Foreground from this probability on.", "X", "0.5");
    add("protocol", "image (at the images' size), network (ISIC's) or volume (Synapse's); the layout's if not given.",
        "name");
    add("report", "Folder for report.html, metrics.csv, metrics.json and rows.tex (LaTeX).", "DIR");
    addDeviceOptions(parser);
    addPrecisionOption(parser);
    parser.addOption({QStringLiteral("json"), QStringLiteral("One JSON object a case, and last the summary.")});
}

std::optional<EvaluationProtocol> protocolOf(const QCommandLineParser &parser)
{
    const QString name = parser.value(QStringLiteral("protocol"));
    if (name.isEmpty()) {
        return protocolOfLayout(parser.value(QStringLiteral("layout")));
    }
    if (name == QLatin1String("image")) {
        return EvaluationProtocol::ImageSize;
    }
    if (name == QLatin1String("network")) {
        return EvaluationProtocol::NetworkSize;
    }
    return name == QLatin1String("volume") ? std::optional(EvaluationProtocol::Volume) : std::nullopt;
}

std::optional<std::vector<int>> partOf(const QCommandLineParser &parser, const TrainingSet &set)
{
    QString part = parser.value(QStringLiteral("part"));
    if (part.isEmpty()) {
        const bool splits = set.heldOutFraction == 0 || parser.isSet(QStringLiteral("held-out"));
        part = splits ? QStringLiteral("held-out") : QStringLiteral("all");
    }
    if (part == QLatin1String("held-out")) {
        return set.indices(Split::HeldOut);
    }
    if (part == QLatin1String("training")) {
        return set.indices(Split::Training);
    }
    if (part != QLatin1String("all")) {
        return std::nullopt;
    }
    std::vector<int> all(set.samples.size());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

QJsonObject jsonScores(const EvaluationScores &scores)
{
    QJsonObject object;
    const auto add = [&object](const char *key, double value) {
        if (!std::isnan(value)) {
            object[QLatin1String(key)] = value;
        }
    };
    add("dice", scores.dice);
    add("iou", scores.iou);
    add("accuracy", scores.accuracy);
    add("sensitivity", scores.sensitivity);
    add("specificity", scores.specificity);
    add("hd95", scores.hd95);
    add("loss", scores.loss);
    return object;
}

QJsonObject withClasses(QJsonObject object, const std::vector<EvaluationScores> &classes, const QStringList &names)
{
    QJsonObject perClass;
    for (size_t i = 0; i < classes.size(); ++i) {
        perClass[names.value(qsizetype(i), QString::number(i + 1))] = jsonScores(classes[i]);
    }
    if (!perClass.isEmpty()) {
        object[QStringLiteral("classes")] = perClass;
    }
    return object;
}

QJsonObject caseObject(const EvaluatedCase &evaluated, const QStringList &names)
{
    QJsonObject object = jsonScores(evaluated.scores);
    object[QStringLiteral("case")] = evaluated.id;
    return withClasses(object, evaluated.classes, names);
}

QJsonObject summaryObject(const Evaluation &evaluation, const QStringList &names)
{
    QJsonObject object = jsonScores(evaluation.total);
    object[QStringLiteral("summary")] = true;
    object[QStringLiteral("cases")] = qint64(evaluation.cases.size());
    object[QStringLiteral("mean_case_dice")] = jsonNumber(evaluation.meanDice);
    object[QStringLiteral("input_side")] = evaluation.inputSide;
    object[QStringLiteral("device")] = evaluation.device;
    if (evaluation.classes.empty()) {
        object[QStringLiteral("confusion")] = QJsonObject{{QStringLiteral("tp"), evaluation.truePositive},
            {QStringLiteral("fp"), evaluation.falsePositive}, {QStringLiteral("fn"), evaluation.falseNegative},
            {QStringLiteral("tn"), evaluation.trueNegative}};
    }
    return withClasses(object, evaluation.classes, names);
}

void print(const Evaluation &evaluation, const QStringList &names, bool json)
{
    if (json) {
        for (const EvaluatedCase &evaluated : evaluation.cases) {
            printJson(caseObject(evaluated, names));
        }
        printJson(summaryObject(evaluation, names));
        return;
    }
    for (const EvaluatedCase &evaluated : evaluation.cases) {
        printLine(QStringLiteral("%1  Dice %2").arg(evaluated.id).arg(evaluated.scores.dice, 0, 'f', 4));
    }
    for (size_t i = 0; i < evaluation.classes.size(); ++i) {
        printLine(
            QStringLiteral("%1  Dice %2").arg(names.value(qsizetype(i))).arg(evaluation.classes[i].dice, 0, 'f', 4));
    }
    printLine(QStringLiteral("%1 cases: Dice %2, mean of the cases %3")
                  .arg(evaluation.cases.size())
                  .arg(evaluation.total.dice, 0, 'f', 4)
                  .arg(evaluation.meanDice, 0, 'f', 4));
}

// report.html and the same as metrics.json, metrics.csv and rows.tex.
Status writeReport(const QString &modelPath, const TrainingSet &set, const std::vector<int> &part,
    const Evaluation &evaluation, const Calibration &calibration, const EvaluationOptions &options,
    const QString &folder)
{
    constexpr size_t kWorst = 8;
    constexpr std::uint64_t kSeed = 1;
    const Result<std::vector<CasePicture>> worst = worstCases(modelPath, set, part, evaluation, options, kWorst);
    if (!worst) {
        return worst.error();
    }
    const Result<QString> hash = sha256OfPath(modelPath);
    if (!hash) {
        return hash.error();
    }
    QJsonArray cases;
    for (const EvaluatedCase &evaluated : evaluation.cases) {
        cases.append(caseObject(evaluated, set.classNames));
    }
    const QJsonObject all{{QStringLiteral("total"), summaryObject(evaluation, set.classNames)},
        {QStringLiteral("expected_calibration_error"), jsonNumber(calibration.expectedError())},
        {QStringLiteral("cases"), cases}};
    if (!QDir().mkpath(folder)) {
        return Error{ErrorCode::Io, QStringLiteral("Cannot make the folder %1.").arg(folder)};
    }
    const QString name = QFileInfo(modelPath).completeBaseName();
    const QDir into(folder);
    const std::pair<const char *, QByteArray> files[] = {{"metrics.json", QJsonDocument(all).toJson()},
        {"metrics.csv", evaluationCsv(set, evaluation)},
        {"rows.tex", evaluationLatex(set, evaluation, options.protocol, cleanSummaries(evaluation, kSeed), name)},
        {"report.html", evaluationPage({set, evaluation, options.protocol, calibration, *worst, name, *hash, kSeed})}};
    for (const auto &[file, content] : files) {
        if (const Status written = writeWhole(into.filePath(QLatin1String(file)), content); !written) {
            return written;
        }
    }
    return Done{};
}

/// Nullopt: a number is none or out of its range, said on stderr.
std::optional<EvaluationOptions> optionsOf(const QCommandLineParser &parser, EvaluationProtocol protocol)
{
    EvaluationOptions options;
    options.protocol = protocol;
    bool isSide = false;
    bool isThreshold = false;
    options.inputSide = parser.value(QStringLiteral("size")).toInt(&isSide);
    options.threshold = parser.value(QStringLiteral("threshold")).toDouble(&isThreshold);
    options.device = parser.value(QStringLiteral("device"));
    const std::optional<int> threads = threadsOf(parser, QStringLiteral("evaluate"));
    if (!isSide || options.inputSide < 0 || !isThreshold || !(options.threshold >= 0 && options.threshold <= 1)) {
        printError(QStringLiteral("evaluate: --threshold is a number from 0 to 1, --size a whole number."));
        return std::nullopt;
    }
    if (!threads) {
        return std::nullopt;
    }
    options.threads = *threads;
    const std::optional<Precision> precision = precisionOf(parser, QStringLiteral("evaluate"));
    if (!precision) {
        return std::nullopt;
    }
    options.precision = *precision;
    return options;
}

} // namespace

int runEvaluate(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Compares a model with the truth of a data set."));
    addOptions(parser);
    int status = kDone;
    if (!parse(parser, QStringLiteral("evaluate"), arguments, &status)) {
        return status;
    }
    if (!takesNoArguments(parser, QStringLiteral("evaluate"))) {
        return kUsage;
    }
    const std::optional<EvaluationProtocol> protocol = protocolOf(parser);
    if (!hasDataset(parser) || !parser.isSet(QStringLiteral("model")) || !protocol) {
        printError(QStringLiteral("evaluate: --model M, --dataset DIR and --layout L are needed; --protocol is image, "
                                  "network or volume."));
        return kUsage;
    }
    const Result<TrainingSet> set = datasetOf(parser);
    if (!set) {
        printError(set.error().message);
        return set.error().code == ErrorCode::Invalid ? kUsage : kFailed;
    }
    for (const ExcludedSample &excluded : set->excluded) {
        printError(QStringLiteral("%1: left out: %2").arg(excluded.id, excluded.reason));
    }
    const std::optional<std::vector<int>> part = partOf(parser, *set);
    if (!part || part->empty()) {
        printError(part ? QStringLiteral("evaluate: that part of the data set is empty; take --part all.")
                        : QStringLiteral("evaluate: --part is held-out, training or all."));
        return kUsage;
    }
    std::optional<EvaluationOptions> options = optionsOf(parser, *protocol);
    if (!options) {
        return kUsage;
    }
    Calibration calibration;
    if (parser.isSet(QStringLiteral("report"))) {
        options->calibration = &calibration;
        options->distances = true;
    }
    options->progress = [&options](double, const QString &) {
        if (!shouldGoOn()) {
            options->cancel.cancel();
        }
    };
    const Result<Device> device = chooseDevice(options->device);
    if (!device) {
        printError(QStringLiteral("evaluate: ") + device.error().message);
        return device.error().code == ErrorCode::Invalid ? kUsage : kFailed;
    }
    printNote(QStringLiteral("Device: %1 (%2)").arg(device->name, device->note));
    const Result<Evaluation> evaluation = evaluateModel(parser.value(QStringLiteral("model")), *set, *part, *options);
    if (!evaluation) {
        printError(evaluation.error().message);
        return kFailed;
    }
    print(*evaluation, set->classNames, parser.isSet(QStringLiteral("json")));
    if (parser.isSet(QStringLiteral("report"))) {
        if (const Status written = writeReport(parser.value(QStringLiteral("model")), *set, *part, *evaluation,
                calibration, *options, parser.value(QStringLiteral("report")));
            !written) {
            printError(written.error().message);
            return kFailed;
        }
    }
    for (const ExcludedSample &one : evaluation->leftOut) {
        printError(QStringLiteral("%1: left out: %2").arg(one.id, one.reason));
    }
    return set->excluded.empty() && evaluation->leftOut.empty() ? kDone : kFailed;
}

} // namespace vmunet::cli
