// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command.h"

#include "core/base/file_hash.h"
#include "inference/engine/model_description.h"
#include "inference/model/model_loader.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace vmunet::cli {

namespace {

QJsonArray arrayOf(const std::vector<int64_t> &numbers)
{
    QJsonArray array;
    for (const int64_t number : numbers) {
        array.append(qint64(number));
    }
    return array;
}

QString textOf(const QJsonValue &value)
{
    if (!value.isArray()) {
        return value.toVariant().toString();
    }
    QStringList parts;
    for (const QJsonValue &part : value.toArray()) {
        parts << part.toVariant().toString();
    }
    return parts.join(QStringLiteral(", "));
}

QJsonObject toJson(const ModelDescription &model, const VmUnetConfig &config, const Checkpoint &checkpoint)
{
    const bool dermoscopy = model.preprocessing == Preprocessing::Dermoscopy;
    QJsonObject object{
        {QStringLiteral("model"), model.path},
        {QStringLiteral("name"), model.name},
        {QStringLiteral("sha256"), model.sha256},
        {QStringLiteral("classes"), model.classes},
        {QStringLiteral("class_names"), QJsonArray::fromStringList(model.classNames)},
        {QStringLiteral("task"), dermoscopy ? QStringLiteral("dermoscopy") : QStringLiteral("ct")},
        {QStringLiteral("input_side"), model.inputSide},
        {QStringLiteral("dims"), arrayOf(config.dims)},
        {QStringLiteral("encoder_depths"), arrayOf(config.encoderDepths)},
        {QStringLiteral("decoder_depths"), arrayOf(config.decoderDepths)},
        {QStringLiteral("state_size"), qint64(config.stateSize)},
        {QStringLiteral("input_channels"), qint64(config.inputChannels)},
        {QStringLiteral("parameters"), model.parameters},
        {QStringLiteral("tensors"), qint64(checkpoint.state.size())},
        {QStringLiteral("stored_as"),
            QString::fromLatin1(c10::toString(checkpoint.state.front().second.scalar_type()))},
    };
    if (checkpoint.training) {
        object[QStringLiteral("epoch")] = qint64(checkpoint.training->epoch);
    }
    return object;
}

Result<QJsonObject> describeFile(const QString &path)
{
    const Result<QString> sha256 = sha256OfPath(path);
    if (!sha256) {
        return sha256.error();
    }
    const Checkpoint checkpoint = loadCheckpoint(path.toStdString());
    try {
        const VmUnetConfig config = configFromState(checkpoint.state);
        const Result<ModelDescription> model =
            describe(path, *sha256, checkpoint.metadata, config, parameterCount(config));
        return model ? Result<QJsonObject>(toJson(*model, config, checkpoint)) : model.error();
    } catch (const CheckpointError &error) {
        return Error{ErrorCode::Corrupt, QStringLiteral("%1: %2").arg(path, QString::fromUtf8(error.what()))};
    }
}

int info(const QStringList &files, bool json)
{
    int status = kDone;
    for (const QString &file : files) {
        const Result<QJsonObject> object = [&file]() -> Result<QJsonObject> {
            try {
                return describeFile(file);
            } catch (const std::exception &error) {
                return Error{ErrorCode::Corrupt, QString::fromUtf8(error.what())};
            }
        }();
        if (!object) {
            printError(object.error().message);
            status = kFailed;
        } else if (json) {
            printJson(*object);
        } else {
            printLine(file);
            for (auto entry = object->begin(); entry != object->end(); ++entry) {
                if (entry.key() != QLatin1String("model")) {
                    printLine(QStringLiteral("  %1 %2").arg(entry.key().leftJustified(16), textOf(entry.value())));
                }
            }
        }
    }
    return status;
}

/// What the options say, over what the file says, over what its shapes say.
Metadata metadataFor(const Checkpoint &checkpoint, const VmUnetConfig &config, const QCommandLineParser &parser)
{
    Metadata metadata = checkpoint.metadata;
    for (const auto &[key, value] : architectureMetadata(config)) {
        metadata[key] = value;
    }
    const auto set = [&](const char *key, const QString &value) {
        if (!value.isEmpty()) {
            metadata[key] = value.toStdString();
        }
    };
    set("vmunet.name", parser.value(QStringLiteral("name")));
    set("vmunet.task", parser.value(QStringLiteral("task")));
    set("vmunet.input_side", parser.value(QStringLiteral("input-side")));
    if (const QString names = parser.value(QStringLiteral("class-names")); !names.isEmpty()) {
        const QJsonArray array = QJsonArray::fromStringList(names.split(QLatin1Char(',')));
        metadata["vmunet.class_names"] = QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
    }
    return metadata;
}

void convert(const QString &from, const QString &to, const QCommandLineParser &parser)
{
    const Checkpoint checkpoint = loadCheckpoint(from.toStdString());
    VmUnetConfig config;
    try {
        config = configFromState(checkpoint.state);
    } catch (const CheckpointError &error) {
        throw CheckpointError(from.toStdString() + ": " + error.what());
    }
    if (to.endsWith(QLatin1String(".pth"))) {
        savePth(to.toStdString(), checkpoint.state);
        return;
    }
    const Metadata metadata = metadataFor(checkpoint, config, parser);
    const Result<ModelDescription> described = describe(to, {}, metadata, config, 0);
    if (!described) {
        throw CheckpointError(described.error().message.toStdString());
    }
    saveSafetensors(to.toStdString(), checkpoint.state, metadata, parser.isSet(QStringLiteral("half")));
}

int convert(const QStringList &files, const QCommandLineParser &parser)
{
    const bool toPth = files.size() == 2 && files[1].endsWith(QLatin1String(".pth"));
    if (files.size() != 2 || !(toPth || files[1].endsWith(QLatin1String(".safetensors")))) {
        printError(
            QStringLiteral("say from what to what: vmunet model convert IN OUT, OUT ending in .pth or .safetensors."));
        return kUsage;
    }
    for (const char *option : {"half", "name", "task", "input-side", "class-names"}) {
        if (toPth && parser.isSet(QLatin1String(option))) {
            printError(QStringLiteral("--%1 needs a .safetensors file to go to.").arg(QLatin1String(option)));
            return kUsage;
        }
    }
    try {
        convert(files[0], files[1], parser);
    } catch (const std::exception &error) {
        printError(QString::fromUtf8(error.what()));
        return kFailed;
    }
    return info({files[1]}, parser.isSet(QStringLiteral("json")));
}

void addOptions(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QStringLiteral("What a model file holds, and conversion between .pth (PyTorch) "
                                                    "and .safetensors. Nothing in the file is run."));
    parser.addPositionalArgument(
        QStringLiteral("action"), QStringLiteral("info or convert."), QStringLiteral("info|convert"));
    parser.addPositionalArgument(
        QStringLiteral("files"), QStringLiteral("info: models; convert: from, to."), QStringLiteral("FILE..."));
    parser.addOption({QStringLiteral("half"), QStringLiteral("convert: store float32 as float16.")});
    parser.addOption({QStringLiteral("name"), QStringLiteral("convert: the model's name."), QStringLiteral("text")});
    parser.addOption({QStringLiteral("task"), QStringLiteral("convert: dermoscopy or ct."), QStringLiteral("task")});
    parser.addOption(
        {QStringLiteral("input-side"), QStringLiteral("convert: side of the network's input."), QStringLiteral("N")});
    parser.addOption({QStringLiteral("class-names"), QStringLiteral("convert: the structures, without background."),
        QStringLiteral("a,b,...")});
    parser.addOption({QStringLiteral("json"), QStringLiteral("One JSON object a model.")});
}

} // namespace

int runModel(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    int status = kDone;
    if (!parse(parser, QStringLiteral("model"), arguments, &status)) {
        return status;
    }
    const QStringList positional = parser.positionalArguments();
    const QString action = positional.value(0);
    if (action == QLatin1String("info") && positional.size() > 1) {
        return info(positional.mid(1), parser.isSet(QStringLiteral("json")));
    }
    if (action == QLatin1String("convert")) {
        return convert(positional.mid(1), parser);
    }
    printError(QStringLiteral("say what to do: vmunet model info FILE... or vmunet model convert IN OUT."));
    return kUsage;
}

} // namespace vmunet::cli
