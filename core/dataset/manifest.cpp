// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/manifest.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>
#include <QSet>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Manifest", text);
}

const QString kFormat = QStringLiteral("vmunet-training-set");
constexpr int kVersion = 1;
const QString kTraining = QStringLiteral("training");
const QString kHeldOut = QStringLiteral("held_out");
const QString kBinary = QStringLiteral("binary");
const QString kLabels = QStringLiteral("labels");
const QString kHounsfield = QStringLiteral("hounsfield");
const QString kLeastToGreatest = QStringLiteral("least_to_greatest");

QJsonObject sampleToJson(const TrainingSample &sample, const QDir &root)
{
    QJsonObject object{
        {QStringLiteral("id"), sample.id},
        {QStringLiteral("image"), root.relativeFilePath(sample.imagePath)},
        {QStringLiteral("slice"), sample.slice},
        {QStringLiteral("mask"), root.relativeFilePath(sample.maskPath)},
        {QStringLiteral("group"), sample.group},
        {QStringLiteral("split"), sample.split == Split::HeldOut ? kHeldOut : kTraining},
        {QStringLiteral("image_sha256"), sample.imageSha256},
        {QStringLiteral("mask_sha256"), sample.maskSha256},
    };
    if (sample.revision != 0) {
        object.insert(QStringLiteral("revision"), sample.revision);
    }
    if (!sample.furtherMaskPaths.isEmpty()) {
        QJsonArray further;
        for (const QString &path : sample.furtherMaskPaths) {
            further.append(root.relativeFilePath(path));
        }
        object.insert(QStringLiteral("further_masks"), further);
    }
    return object;
}

QByteArray toJson(const TrainingSet &set, const QString &manifestFolder)
{
    const QDir root(set.root);
    QJsonArray samples;
    for (const TrainingSample &sample : set.samples) {
        samples.append(sampleToJson(sample, root));
    }
    QJsonArray excluded;
    for (const ExcludedSample &sample : set.excluded) {
        excluded.append(QJsonObject{{QStringLiteral("id"), sample.id}, {QStringLiteral("reason"), sample.reason}});
    }
    const QJsonObject object{
        {QStringLiteral("format"), kFormat},
        {QStringLiteral("version"), kVersion},
        {QStringLiteral("layout"), set.layout},
        {QStringLiteral("root"), QDir(manifestFolder).relativeFilePath(set.root)},
        {QStringLiteral("task"), taskName(set.task)},
        {QStringLiteral("mask_rule"), set.maskRule == MaskRule::Binary ? kBinary : kLabels},
        {QStringLiteral("volume_scale"), set.volumeScale == VolumeScale::Hounsfield ? kHounsfield : kLeastToGreatest},
        {QStringLiteral("class_names"), QJsonArray::fromStringList(set.classNames)},
        {QStringLiteral("held_out_fraction"), set.heldOutFraction},
        {QStringLiteral("samples"), samples},
        {QStringLiteral("excluded"), excluded},
    };
    return QJsonDocument(object).toJson();
}

bool isSha256(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[0-9a-f]{64}\\z"));
    return pattern.match(text).hasMatch();
}

/// Empty if something is missing or wrong.
std::optional<TrainingSample> sampleFromJson(const QJsonObject &object, const QDir &root)
{
    const auto text = [&](const char *key) { return object.value(QLatin1String(key)).toString(); };
    TrainingSample sample;
    sample.id = text("id");
    sample.slice = object.value(QStringLiteral("slice")).toInt(-1);
    sample.group = text("group");
    sample.split = text("split") == kHeldOut ? Split::HeldOut : Split::Training;
    sample.imageSha256 = text("image_sha256");
    sample.maskSha256 = text("mask_sha256");
    sample.revision = object.value(QStringLiteral("revision")).toInteger(0);
    const bool complete = !sample.id.isEmpty() && sample.slice >= 0 && !text("image").isEmpty()
        && !text("mask").isEmpty() && !sample.group.isEmpty()
        && (text("split") == kHeldOut || text("split") == kTraining) && isSha256(sample.imageSha256)
        && isSha256(sample.maskSha256);
    if (!complete) {
        return std::nullopt;
    }
    const auto absolute = [&](const QString &path) { return QDir::cleanPath(root.absoluteFilePath(path)); };
    sample.imagePath = absolute(text("image"));
    sample.maskPath = absolute(text("mask"));
    for (const QJsonValue &path : object.value(QStringLiteral("further_masks")).toArray()) {
        sample.furtherMaskPaths << absolute(path.toString());
    }
    return sample;
}

Status appendSamples(TrainingSet &set, const QJsonArray &samples, const QString &path)
{
    QSet<QString> ids;
    const QDir root(set.root);
    for (const QJsonValue &value : samples) {
        const std::optional<TrainingSample> sample = sampleFromJson(value.toObject(), root);
        if (!sample || ids.contains(sample->id)) {
            return Error{ErrorCode::Corrupt,
                tr("%1: sample %2 (\"%3\") is incomplete or listed twice.")
                    .arg(path)
                    .arg(set.samples.size() + 1)
                    .arg(value.toObject().value(QStringLiteral("id")).toString())};
        }
        ids.insert(sample->id);
        set.samples.push_back(*sample);
    }
    return Done{};
}

Result<QJsonObject> readObject(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        const ErrorCode code = file.exists() ? ErrorCode::Io : ErrorCode::NotFound;
        return Error{code, tr("Cannot read %1: %2.").arg(path, file.errorString())};
    }
    QJsonParseError parseError;
    const QJsonObject object = QJsonDocument::fromJson(file.readAll(), &parseError).object();
    if (object.value(QStringLiteral("format")).toString() != kFormat) {
        return Error{ErrorCode::Corrupt, tr("%1 is not a training manifest (%2).").arg(path, parseError.errorString())};
    }
    if (object.value(QStringLiteral("version")).toInt() > kVersion) {
        return Error{ErrorCode::NewerVersion, tr("%1 was written by a newer version of this program.").arg(path)};
    }
    return object;
}

} // namespace

Status writeManifest(const TrainingSet &set, const QString &path)
{
    TrainingSet hashed = set;
    const Status hashing = hashFiles(hashed);
    if (!hashing) {
        return hashing;
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)) {
        return Error{ErrorCode::Io, tr("Cannot write %1: %2.").arg(path, file.errorString())};
    }
    file.write(toJson(hashed, QFileInfo(path).absolutePath()));
    if (!file.commit()) {
        return Error{ErrorCode::Io, tr("Cannot write %1: %2.").arg(path, file.errorString())};
    }
    return Done{};
}

Result<TrainingSet> readManifest(const QString &path, const QString &root)
{
    const Result<QJsonObject> object = readObject(path);
    if (!object) {
        return object.error();
    }
    const Result<ImagingTask> task = taskFromName(object->value(QStringLiteral("task")).toString());
    const QString maskRule = object->value(QStringLiteral("mask_rule")).toString();
    const QString volumeScale = object->value(QStringLiteral("volume_scale")).toString();
    if (!task || (maskRule != kBinary && maskRule != kLabels)
        || (volumeScale != kHounsfield && volumeScale != kLeastToGreatest)) {
        return Error{ErrorCode::Corrupt, tr("%1 names no known task, mask rule and volume scale.").arg(path)};
    }
    TrainingSet set;
    const QString recorded = object->value(QStringLiteral("root")).toString();
    set.root = root.isEmpty() ? QDir::cleanPath(QFileInfo(path).absoluteDir().absoluteFilePath(recorded))
                              : QDir(root).absolutePath();
    set.layout = object->value(QStringLiteral("layout")).toString();
    set.task = *task;
    set.maskRule = maskRule == kBinary ? MaskRule::Binary : MaskRule::Labels;
    set.volumeScale = volumeScale == kHounsfield ? VolumeScale::Hounsfield : VolumeScale::LeastToGreatest;
    set.heldOutFraction = object->value(QStringLiteral("held_out_fraction")).toDouble();
    for (const QJsonValue &name : object->value(QStringLiteral("class_names")).toArray()) {
        set.classNames << name.toString();
    }
    const Status appended = appendSamples(set, object->value(QStringLiteral("samples")).toArray(), path);
    if (!appended) {
        return appended.error();
    }
    for (const QJsonValue &value : object->value(QStringLiteral("excluded")).toArray()) {
        const QJsonObject excluded = value.toObject();
        set.excluded.push_back(
            {excluded.value(QStringLiteral("id")).toString(), excluded.value(QStringLiteral("reason")).toString()});
    }
    return set;
}

} // namespace vmunet
