// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"
#include "app/cli/model_choice.h"
#include "app/cli/service_probe.h"
#include "core/base/app_paths.h"
#include "core/storage/project.h"
#include "inference/engine/device.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QSysInfo>
#include <QThread>

namespace vmunet::cli {

namespace {

QStringList processorFeatures()
{
    QStringList features;
    __builtin_cpu_init();
    const auto add = [&features](bool has, const char *name) {
        if (has) {
            features.append(QLatin1String(name));
        }
    };
#if defined(__x86_64__)
    add(__builtin_cpu_supports("sse4.2"), "sse4.2");
    add(__builtin_cpu_supports("avx"), "avx");
    add(__builtin_cpu_supports("avx2"), "avx2");
    add(__builtin_cpu_supports("fma"), "fma");
    add(__builtin_cpu_supports("avx512f"), "avx512f");
    add(__builtin_cpu_supports("avx512vnni"), "avx512vnni");
#endif
    return features;
}

/// One thing that was looked at.
struct Finding {
    const char *key;
    QString label;
    QJsonValue value;
    bool good = true;
};

std::vector<Finding> versions()
{
    return {
        {"version", QStringLiteral("VM-UNet Studio"), QStringLiteral(VMUNET_VERSION)},
        {"qt", QStringLiteral("Qt"), QString::fromLatin1(qVersion())},
        {"torch", QStringLiteral("LibTorch"), torchVersion()},
        {"system", QStringLiteral("System"),
            QSysInfo::prettyProductName() + QStringLiteral(", ") + QSysInfo::kernelVersion()},
    };
}

std::vector<Finding> hardware(const QString &wish)
{
    const Result<Device> cpu = chooseDevice(QStringLiteral("cpu"));
    const Result<Device> device = chooseDevice(wish);
    return {
        {"cpu", QStringLiteral("Processor"), cpu ? cpu->note : QString()},
        {"blas", QStringLiteral("Matrix products"), blasLibrary(), blasLibrary().contains(QLatin1String("torch"))},
        {"cpu_features", QStringLiteral("CPU features"), QJsonArray::fromStringList(processorFeatures())},
        {"cores", QStringLiteral("Cores"), QThread::idealThreadCount()},
        {"device", QStringLiteral("Device"), device ? device->name : QString(), bool(device)},
        {"device_note", QStringLiteral("Device note"), device ? device->note : device.error().message, bool(device)},
    };
}

std::vector<Finding> files()
{
    const QString photo = bundledModel(ImageKind::Photograph);
    const QString ct = bundledModel(ImageKind::Volume);
    const QString project = defaultProjectPath();
    return {
        {"resources", QStringLiteral("Resources"), QJsonArray::fromStringList(resourceFolders())},
        {"model_dermoscopy", QStringLiteral("Dermoscopy model"), photo, !photo.isEmpty()},
        {"model_ct", QStringLiteral("CT model"), ct, !ct.isEmpty()},
        {"data_folder", QStringLiteral("Your data"), userDataFolder()},
        {"default_project", QStringLiteral("Default project"), project},
    };
}

std::vector<Finding> service(const QString &wish)
{
    const ServiceProbe probe = probeService(wish);
    return {
        {"service", QStringLiteral("Service"), probe.program, !probe.program.isEmpty()},
        {"service_starts", QStringLiteral("Service starts"), probe.starts, probe.starts},
        {"service_start_seconds", QStringLiteral("  after seconds"), probe.startSeconds, true},
        {"sample", QStringLiteral("Sample"), probe.sample, !probe.sample.isEmpty()},
        {"service_segments", QStringLiteral("Service segments it"), probe.segments, probe.segments},
        {"segment_seconds", QStringLiteral("  in seconds"), probe.segmentSeconds, true},
        {"problem", QStringLiteral("Problem"), probe.problem, probe.problem.isEmpty()},
    };
}

QString text(const QJsonValue &value)
{
    if (value.isArray()) {
        QStringList parts;
        for (const QJsonValue &part : value.toArray()) {
            parts.append(part.toString());
        }
        return parts.join(QStringLiteral(", "));
    }
    if (value.isBool()) {
        return value.toBool() ? QStringLiteral("yes") : QStringLiteral("no");
    }
    if (value.isDouble()) {
        return QString::number(value.toDouble(), 'g', 4);
    }
    return value.toString().isEmpty() ? QStringLiteral("-") : value.toString();
}

} // namespace

int runDoctor(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Says what this installation has, and whether its service starts and segments a sample."));
    addDeviceOptions(parser);
    parser.addOption({QStringLiteral("json"), QStringLiteral("One JSON object on standard output.")});
    int status = kDone;
    if (!parse(parser, QStringLiteral("doctor"), arguments, &status)) {
        return status;
    }
    const QString wish = parser.value(QStringLiteral("device"));
    QJsonObject object;
    bool good = true;
    for (const auto &section : {versions(), hardware(wish), files(), service(wish)}) {
        for (const Finding &finding : section) {
            good = good && finding.good;
            object.insert(QLatin1String(finding.key), finding.value);
            if (!parser.isSet(QStringLiteral("json"))) {
                printLine(QStringLiteral("%1 %2%3")
                              .arg(finding.label, -22)
                              .arg(text(finding.value), finding.good ? QString() : QStringLiteral("   <- not right")));
            }
        }
    }
    object.insert(QStringLiteral("ok"), good);
    if (parser.isSet(QStringLiteral("json"))) {
        printJson(object);
    }
    if (!good) {
        printError(QStringLiteral("doctor: not everything is right, see above."));
    }
    return good ? kDone : kFailed;
}

} // namespace vmunet::cli
