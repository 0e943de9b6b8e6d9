// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/run_network.h"

#include "inference/engine/device.h"
#include "inference/model/backbone.h"
#include "inference/model/checkpoint.h"
#include "inference/model/model_loader.h"
#include "inference/training/torch_errors.h"

#include <ATen/Context.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace vmunet {

namespace {

constexpr int kDermoscopySide = 256;
constexpr int kCtSide = 224;

std::filesystem::path nativePath(const QString &path)
{
    return QFile::encodeName(path).toStdString();
}

VmUnetConfig shapeOf(const TrainingSet &set, const TrainingConfig &config)
{
    VmUnetConfig shape;
    shape.dims = config.dims;
    shape.encoderDepths = config.encoderDepths;
    shape.decoderDepths = config.decoderDepths;
    shape.stateSize = config.stateSize;
    shape.classes = set.networkClasses();
    shape.dropPathRate = config.dropPathRate;
    return shape;
}

int taskSide(ImagingTask task)
{
    return task == ImagingTask::Ct ? kCtSide : kDermoscopySide;
}

Status adoptBaseModel(const TrainingSet &set, TrainingConfig &config, const LoadedModel &base)
{
    const VmUnetConfig &shape = base.model->config();
    if (shape.classes != set.networkClasses()) {
        return Error{ErrorCode::Invalid,
            QStringLiteral("The model %1 has %2 classes, the training set needs %3: begin from a model for the same "
                           "structures, or from none.")
                .arg(config.baseModel)
                .arg(shape.classes)
                .arg(set.networkClasses())};
    }
    config.dims = shape.dims;
    config.encoderDepths = shape.encoderDepths;
    config.decoderDepths = shape.decoderDepths;
    config.stateSize = shape.stateSize;
    const auto side = base.metadata.find("vmunet.input_side");
    if (config.inputSide == 0 && side != base.metadata.end()) {
        config.inputSide = QString::fromStdString(side->second).toInt();
    }
    return checkConfig(config);
}

Metadata modelMetadata(const TrainingSet &set, const TrainingConfig &config, const RunFolder &folder)
{
    Metadata metadata = architectureMetadata(shapeOf(set, config));
    const QString name = config.name.isEmpty() ? QDir(folder.path()).dirName() : config.name;
    const QJsonDocument names(QJsonArray::fromStringList(set.classNames));
    metadata["vmunet.task"] = taskName(set.task).toStdString();
    metadata["vmunet.input_side"] = std::to_string(config.inputSide);
    metadata["vmunet.class_names"] = names.toJson(QJsonDocument::Compact).toStdString();
    metadata["vmunet.name"] = name.toStdString();
    return metadata;
}

} // namespace

Result<VmUnet> freshNetwork(const TrainingSet &set, TrainingConfig &config)
{
    for (const QString &file : {config.baseModel, config.backbone}) {
        if (!file.isEmpty() && !QFile::exists(file)) {
            return Error{ErrorCode::NotFound, QStringLiteral("There is no file %1.").arg(file)};
        }
    }
    LoadedModel base;
    if (!config.baseModel.isEmpty()) {
        base = loadModel(nativePath(config.baseModel));
        if (const Status adopted = adoptBaseModel(set, config, base); !adopted) {
            return adopted.error();
        }
    }
    if (config.inputSide == 0) {
        config.inputSide = taskSide(set.task);
    }
    at::manual_seed(config.seed);
    Result<VmUnet> network = emptyNetwork(set, config);
    if (!network) {
        return network;
    }
    if (!base.model.is_empty()) {
        loadState(*network, stateOf(base.model));
    } else if (!config.backbone.isEmpty()) {
        loadBackbone(*network, loadCheckpoint(nativePath(config.backbone)).state);
    }
    return network;
}

Result<VmUnet> emptyNetwork(const TrainingSet &set, const TrainingConfig &config)
{
    const Result<Device> device = chooseDevice(config.device);
    if (!device) {
        return device.error();
    }
    if (const Status possible = checkPrecision(config.precision, *device); !possible) {
        return possible.error();
    }
    VmUnet network(shapeOf(set, config));
    network->to(at::Device(device->name.toStdString()));
    return network;
}

Status saveRunModel(const TrainingSet &set, const TrainingConfig &config, const RunFolder &folder)
{
    try {
        const Checkpoint best = loadCheckpoint(nativePath(folder.bestPath()));
        saveSafetensors(nativePath(folder.modelPath()), best.state, modelMetadata(set, config, folder), /*half=*/true);
        return Done{};
    } catch (const CheckpointError &error) {
        return errorFrom(error, folder.modelPath());
    }
}

} // namespace vmunet
