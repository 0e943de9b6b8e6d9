// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/label_set_file.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <algorithm>

namespace vmunet {

namespace {

constexpr int kVersion = 1;
constexpr qint64 kLargestFile = qint64(1) << 20;
constexpr int kLongestName = 64;
constexpr int kLongestValue = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("LabelSetFile", text);
}

Error corrupt(const QString &source, const QString &what)
{
    return {ErrorCode::Corrupt, tr("%1 is no usable label set: %2.").arg(source, what)};
}

QJsonObject encodeCode(const DicomCode &code)
{
    return {{QStringLiteral("value"), code.value}, {QStringLiteral("scheme"), code.scheme},
        {QStringLiteral("meaning"), code.meaning}};
}

bool isShortText(const QString &text, int longest)
{
    return text.size() <= longest
        && std::none_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
}

/// A code, null where the key is missing; nothing if it cannot be one.
std::optional<DicomCode> decodeCode(const QJsonValue &json)
{
    if (json.isUndefined()) {
        return DicomCode{};
    }
    const DicomCode code{json[QLatin1String("value")].toString(), json[QLatin1String("scheme")].toString(),
        json[QLatin1String("meaning")].toString()};
    const bool fits = isShortText(code.value, kLongestValue) && isShortText(code.scheme, kLongestValue)
        && isShortText(code.meaning, kLongestName);
    const bool isWhole =
        code.value.isEmpty() == code.scheme.isEmpty() && code.value.isEmpty() == code.meaning.isEmpty();
    return fits && isWhole ? std::optional(code) : std::nullopt;
}

/// What is wrong with a label; empty if nothing is.
QString decodeLabel(const QJsonObject &json, const std::vector<LabelInfo> &before, LabelInfo &info)
{
    const double number = json[QLatin1String("number")].toDouble(-1);
    if (number < 1 || number > 255 || number != int(number)) {
        return tr("its number is not between 1 and 255");
    }
    info.label = Label(int(number));
    if (std::any_of(before.begin(), before.end(), [&](const LabelInfo &one) { return one.label == info.label; })) {
        return tr("number %1 is there twice").arg(number);
    }
    info.name = json[QLatin1String("name")].toString().trimmed();
    if (info.name.isEmpty() || !isShortText(info.name, kLongestName)) {
        return tr("its name is missing or too long");
    }
    const QJsonValue color = json[QLatin1String("color")];
    info.color = color.isUndefined() ? defaultLabelColor(int(number) - 1) : QColor(color.toString());
    if (!info.color.isValid()) {
        return tr("its colour is none");
    }
    info.visible = json[QLatin1String("visible")].toBool(true);
    info.locked = json[QLatin1String("locked")].toBool(false);
    const std::optional<DicomCode> category = decodeCode(json[QLatin1String("category")]);
    const std::optional<DicomCode> type = decodeCode(json[QLatin1String("type")]);
    if (!category || !type) {
        return tr("a DICOM code is incomplete or too long");
    }
    info.category = *category;
    info.type = *type;
    return {};
}

} // namespace

QByteArray encodeLabelSet(const LabelSet &labels)
{
    QJsonArray list;
    for (const LabelInfo &info : labels.labels()) {
        QJsonObject json{{QStringLiteral("number"), int(info.label)}, {QStringLiteral("name"), info.name},
            {QStringLiteral("color"), info.color.name()}, {QStringLiteral("visible"), info.visible},
            {QStringLiteral("locked"), info.locked}};
        if (!info.category.isNull()) {
            json.insert(QStringLiteral("category"), encodeCode(info.category));
        }
        if (!info.type.isNull()) {
            json.insert(QStringLiteral("type"), encodeCode(info.type));
        }
        list.append(json);
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("format"), QStringLiteral("vmunet-labels")},
                             {QStringLiteral("version"), kVersion}, {QStringLiteral("labels"), list}})
        .toJson();
}

Result<LabelSet> decodeLabelSet(const QByteArray &json, const QString &source)
{
    QJsonParseError problem;
    const QJsonObject root = QJsonDocument::fromJson(json, &problem).object();
    if (problem.error != QJsonParseError::NoError) {
        return corrupt(source, tr("it is not JSON (%1)").arg(problem.errorString()));
    }
    if (root[QLatin1String("format")].toString() != QLatin1String("vmunet-labels")) {
        return Error{
            ErrorCode::Unsupported, tr("%1 is no label set: \"format\" is not \"vmunet-labels\".").arg(source)};
    }
    if (root[QLatin1String("version")].toInt(0) != kVersion) {
        return Error{ErrorCode::Unsupported, tr("%1 is of a version that this program does not know.").arg(source)};
    }
    const QJsonArray list = root[QLatin1String("labels")].toArray();
    if (list.isEmpty() || list.size() > 255) {
        return corrupt(source, tr("it has no labels, or more than 255"));
    }
    std::vector<LabelInfo> labels;
    for (const QJsonValue &one : list) {
        LabelInfo info;
        const QString wrong = decodeLabel(one.toObject(), labels, info);
        if (!wrong.isEmpty()) {
            return corrupt(source, tr("label %1: %2").arg(labels.size() + 1).arg(wrong));
        }
        labels.push_back(std::move(info));
    }
    return LabelSet(std::move(labels));
}

Result<LabelSet> readLabelSetFile(const QString &path)
{
    QFile file(path);
    const QString name = QFileInfo(path).fileName();
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, tr("%1 cannot be read: %2.").arg(name, file.errorString())};
    }
    if (file.size() > kLargestFile) {
        return corrupt(name, tr("it is larger than a mebibyte"));
    }
    return decodeLabelSet(file.read(kLargestFile), name);
}

Status writeLabelSetFile(const LabelSet &labels, const QString &path)
{
    QSaveFile file(path);
    const QByteArray json = encodeLabelSet(labels);
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
        return Error{ErrorCode::Io, tr("%1 cannot be written: %2.").arg(path, file.errorString())};
    }
    return Done{};
}

} // namespace vmunet
