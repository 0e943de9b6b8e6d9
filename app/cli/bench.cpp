// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "app/cli/network_bench.h"
#include "inference/engine/device.h"

#include <QDate>

#include <cmath>

namespace vmunet::cli {

namespace {

/// Four significant digits: more would be noise.
QString textOf(double value)
{
    return std::abs(value) >= 1e4 ? QString::number(value, 'f', 0) : QString::number(value, 'g', 4);
}

bool readNumber(const QCommandLineParser &parser, const QString &name, int low, int high, int64_t *number)
{
    bool isNumber = false;
    *number = parser.value(name).toInt(&isNumber);
    if (!isNumber || *number < low || *number > high) {
        printError(QStringLiteral("--%1 must be a number from %2 to %3.").arg(name).arg(low).arg(high));
        return false;
    }
    return true;
}

void print(const NetworkBenchReport &report, const NetworkBenchOptions &options, const Device &device, bool json)
{
    QJsonObject object;
    for (const auto &[name, value] : report) {
        object[QString::fromStdString(name)] = value;
    }
    object[QStringLiteral("size")] = qint64(options.side);
    object[QStringLiteral("batch")] = qint64(options.batch);
    object[QStringLiteral("device")] = device.name;
    object[QStringLiteral("precision")] = precisionName(options.precision);
    object[QStringLiteral("processor")] = device.note;
    object[QStringLiteral("threads")] = computeThreads();
    object[QStringLiteral("torch")] = torchVersion();
    object[QStringLiteral("date")] = QDate::currentDate().toString(Qt::ISODate);
    if (json) {
        printJson(object);
        return;
    }
    printLine(device.note);
    printLine(QStringLiteral("%1 threads, PyTorch %2, side %3, batch %4")
                  .arg(computeThreads())
                  .arg(torchVersion())
                  .arg(options.side)
                  .arg(options.batch));
    for (const auto &[name, value] : report) {
        printLine(QStringLiteral("  %1 %2").arg(QString::fromStdString(name).leftJustified(32), textOf(value)));
    }
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QStringLiteral(
        "Times the network and compares it with the same network without its scan and with what the machine could do "
        "at best. Medians; warm-up left out. Training steps are of 4 images of 256 x 256."));
    parser.addOption({QStringLiteral("model"), QStringLiteral("A model; without one the published full size."),
        QStringLiteral("M")});
    parser.addOption(
        {QStringLiteral("size"), QStringLiteral("Side of the image."), QStringLiteral("N"), QStringLiteral("256")});
    parser.addOption(
        {QStringLiteral("batch"), QStringLiteral("Images at once."), QStringLiteral("N"), QStringLiteral("1")});
    parser.addOption({QStringLiteral("profile"),
        QStringLiteral(
            "Instead of the times: which of Torch's operators one forward pass calls, and their own time.")});
    parser.addOption({QStringLiteral("checkpoint-activations"),
        QStringLiteral("Training steps that keep less and compute blocks again.")});
    parser.addOption({QStringLiteral("quick"), QStringLiteral("Fewer repetitions, no image of side 1024.")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("One JSON object.")});
    addDeviceOptions(parser);
    addPrecisionOption(parser);
}

void printProfile(const std::vector<OperatorUse> &uses, bool json)
{
    for (const OperatorUse &use : uses) {
        const QString name = QString::fromStdString(use.name);
        const double mib = double(use.bytes) / (1 << 20);
        if (json) {
            printJson({{QStringLiteral("operator"), name}, {QStringLiteral("calls"), use.calls},
                {QStringLiteral("own_ms"), use.ownMs}, {QStringLiteral("first_tensor_mib"), mib}});
        } else {
            printLine(QStringLiteral("%1 calls %2 ms %3 MiB  %4")
                          .arg(use.calls, 6)
                          .arg(use.ownMs, 9, 'f', 3)
                          .arg(mib, 9, 'f', 2)
                          .arg(name));
        }
    }
}

} // namespace

int runBench(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    int status = kDone;
    if (!parse(parser, QStringLiteral("bench"), arguments, &status)) {
        return status;
    }
    const std::optional<int> threads = threadsOf(parser, QStringLiteral("bench"));
    if (!threads || !takesNoArguments(parser, QStringLiteral("bench"))) {
        return kUsage;
    }
    NetworkBenchOptions options;
    if (!readNumber(parser, QStringLiteral("size"), 32, 4096, &options.side)
        || !readNumber(parser, QStringLiteral("batch"), 1, 256, &options.batch)) {
        return kUsage;
    }
    const Result<Device> device = chooseDevice(parser.value(QStringLiteral("device")));
    if (!device) {
        printError(device.error().message);
        return device.error().code == ErrorCode::Invalid ? kUsage : kFailed;
    }
    const std::optional<Precision> precision = precisionOf(parser, QStringLiteral("bench"));
    if (!precision) {
        return kUsage;
    }
    options.precision = *precision;
    if (const Status possible = checkPrecision(options.precision, *device); !possible) {
        printError(possible.error().message);
        return kFailed;
    }
    if (parser.isSet(QStringLiteral("model"))) {
        options.model = parser.value(QStringLiteral("model")).toStdString();
    }
    options.checkpointActivations = parser.isSet(QStringLiteral("checkpoint-activations"));
    options.quick = parser.isSet(QStringLiteral("quick"));
    options.device = device->name.toStdString();
    options.progress = [](const std::string &what) { printNote(QString::fromStdString(what)); };
    setComputeThreads(*threads);
    try {
        const bool json = parser.isSet(QStringLiteral("json"));
        if (parser.isSet(QStringLiteral("profile"))) {
            printProfile(profileForward(options), json);
        } else {
            print(benchNetwork(options), options, *device, json);
        }
    } catch (const std::exception &error) {
        printError(QString::fromUtf8(error.what()).section(QLatin1Char('\n'), 0, 0));
        return kFailed;
    }
    return kDone;
}

} // namespace vmunet::cli
