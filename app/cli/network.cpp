// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "inference/engine/device.h"
#include "inference/model/model_loader.h"

#include <ATen/ATen.h>

#include <QElapsedTimer>
#include <QJsonArray>

namespace vmunet::cli {

namespace {

const at::Tensor &inputOf(const Checkpoint &file, const std::string &path)
{
    for (const auto &[name, tensor] : file.state) {
        if (name == "input") {
            if (tensor.dim() != 4 || tensor.scalar_type() != at::kFloat) {
                throw CheckpointError(path + ": the tensor input must be float32 [N, C, H, W]");
            }
            return tensor;
        }
    }
    throw CheckpointError(path + ": there is no tensor named input");
}

QJsonObject forward(const QString &model, const QString &input, const QString &output, const Device &device)
{
    LoadedModel loaded = loadModel(model.toStdString());
    const Checkpoint file = loadCheckpoint(input.toStdString());
    const at::Device place(device.name.toStdString());
    loaded.model->to(place);
    const at::Tensor images = inputOf(file, input.toStdString()).to(place);
    QElapsedTimer timer;
    timer.start();
    at::Tensor result;
    {
        const c10::InferenceMode inference;
        result = loaded.model->forward(images).to(at::kCPU);
    }
    const double seconds = double(timer.nsecsElapsed()) * 1e-9;
    saveSafetensors(output.toStdString(), {{"output", result}});
    QJsonArray shape;
    for (const int64_t side : result.sizes()) {
        shape.append(qint64(side));
    }
    return {{QStringLiteral("input"), input}, {QStringLiteral("output"), output}, {QStringLiteral("shape"), shape},
        {QStringLiteral("device"), device.name}, {QStringLiteral("seconds"), seconds}};
}

} // namespace

int runNetwork(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral(
        "Runs the bare network: tensor \"input\" [N,C,H,W] float32 in, tensor \"output\" out (a sigmoid for one class, "
        "logits otherwise). No preprocessing."));
    parser.addOption({QStringLiteral("model"), QStringLiteral("A .pth or .safetensors model."), QStringLiteral("M")});
    parser.addOption({QStringLiteral("input"), QStringLiteral("A .safetensors file."), QStringLiteral("IN")});
    parser.addOption({QStringLiteral("output"), QStringLiteral("The file to write."), QStringLiteral("OUT")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("Say what was done as one JSON object.")});
    addDeviceOptions(parser);
    int status = kDone;
    if (!parse(parser, QStringLiteral("network"), arguments, &status)) {
        return status;
    }
    const QString model = parser.value(QStringLiteral("model"));
    const QString input = parser.value(QStringLiteral("input"));
    const QString output = parser.value(QStringLiteral("output"));
    if (model.isEmpty() || input.isEmpty() || output.isEmpty()) {
        printError(QStringLiteral("network: --model, --input and --output are needed."));
        return kUsage;
    }
    const std::optional<int> threads = threadsOf(parser, QStringLiteral("network"));
    if (!threads || !takesNoArguments(parser, QStringLiteral("network"))) {
        return kUsage;
    }
    const Result<Device> device = chooseDevice(parser.value(QStringLiteral("device")));
    if (!device) {
        printError(device.error().message);
        return device.error().code == ErrorCode::Invalid ? kUsage : kFailed;
    }
    setComputeThreads(*threads);
    try {
        const QJsonObject done = forward(model, input, output, *device);
        if (parser.isSet(QStringLiteral("json"))) {
            printJson(done);
        } else {
            printNote(QStringLiteral("%1 written (%2).").arg(output, device->name));
        }
    } catch (const c10::Error &error) {
        printError(QStringLiteral("%1: %2").arg(
            input, QString::fromUtf8(error.what_without_backtrace()).section(QLatin1Char('\n'), 0, 0)));
        return kFailed;
    } catch (const std::exception &error) {
        printError(QString::fromUtf8(error.what()));
        return kFailed;
    }
    return kDone;
}

} // namespace vmunet::cli
