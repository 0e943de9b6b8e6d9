// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/model_description.h"

#include "core/annotation/label_set.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QObject>

namespace vmunet {

namespace {

constexpr int kBinarySide = 256; // The sides that the published recipes train at.
constexpr int kMulticlassSide = 224;
constexpr int kLargestSide = 4096;
constexpr int kSynapseClasses = 9;

QString value(const Metadata &metadata, const char *key)
{
    const auto found = metadata.find(key);
    return found == metadata.end() ? QString() : QString::fromStdString(found->second);
}

Error wrong(const QString &path, const char *key, const QString &value)
{
    return {ErrorCode::Corrupt,
        QObject::tr("%1: its metadata say %2 = \"%3\", which no model of this program can have.")
            .arg(path, QLatin1String(key), value.left(60))};
}

QString joined(const std::vector<int64_t> &numbers)
{
    QStringList parts;
    for (const int64_t number : numbers) {
        parts.append(QString::number(number));
    }
    return parts.join(QLatin1Char('-'));
}

QStringList defaultClassNames(int classes)
{
    if (classes == 1) {
        const LabelSet lesion = LabelSet::lesion();
        return {lesion.labels().front().name};
    }
    QStringList names;
    if (classes == kSynapseClasses) {
        const LabelSet organs = LabelSet::synapseOrgans();
        for (const LabelInfo &label : organs.labels()) {
            names.append(label.name);
        }
        return names;
    }
    for (int i = 1; i < classes; ++i) {
        names.append(QObject::tr("Structure %1").arg(i));
    }
    return names;
}

std::optional<QStringList> namesFromJson(const QString &json, int count)
{
    QStringList names;
    for (const QJsonValue &name : QJsonDocument::fromJson(json.toUtf8()).array()) {
        names.append(name.toString());
    }
    return names.size() == count && !names.contains(QString()) ? std::optional(names) : std::nullopt;
}

} // namespace

Result<ModelDescription> describe(
    const QString &path, const QString &sha256, const Metadata &metadata, const VmUnetConfig &config, qint64 parameters)
{
    ModelDescription model;
    model.path = path;
    model.sha256 = sha256;
    model.parameters = parameters;
    model.classes = int(config.classes);
    model.name = value(metadata, "vmunet.name");
    if (model.name.isEmpty()) {
        model.name = QFileInfo(path).completeBaseName();
    }
    model.architecture = QObject::tr("channels %1, depths %2 / %3, state size %4")
                             .arg(joined(config.dims), joined(config.encoderDepths), joined(config.decoderDepths))
                             .arg(config.stateSize);

    model.inputSide = model.classes == 1 ? kBinarySide : kMulticlassSide;
    if (const QString side = value(metadata, "vmunet.input_side"); !side.isEmpty()) {
        model.inputSide = side.toInt();
        if (model.inputSide < 16 || model.inputSide > kLargestSide) {
            return wrong(path, "vmunet.input_side", side);
        }
    }
    model.preprocessing = model.classes == 1 ? Preprocessing::Dermoscopy : Preprocessing::Ct;
    if (const QString task = value(metadata, "vmunet.task"); !task.isEmpty()) {
        if (task != QLatin1String("dermoscopy") && task != QLatin1String("ct")) {
            return wrong(path, "vmunet.task", task);
        }
        model.preprocessing = task == QLatin1String("ct") ? Preprocessing::Ct : Preprocessing::Dermoscopy;
    }
    const int structures = model.classes == 1 ? 1 : model.classes - 1;
    const std::optional<QStringList> names = namesFromJson(value(metadata, "vmunet.class_names"), structures);
    model.classNames = names ? *names : defaultClassNames(model.classes);
    return model;
}

} // namespace vmunet
