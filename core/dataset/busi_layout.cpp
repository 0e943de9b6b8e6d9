// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layout_readers.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("BusiLayout", text);
}

/// Adds the images of one diagnosis; `withoutPartner` collects what has no mask or no image.
void appendDiagnosis(TrainingSet &set, const QDir &folder, QStringList &withoutPartner)
{
    static const QRegularExpression maskName(QStringLiteral("\\A(.+)_mask(_\\d+)?\\z"));
    QMap<QString, QString> images;
    QMap<QString, QStringList> masks;
    for (const QString &name : folder.entryList({QStringLiteral("*.png")}, QDir::Files, QDir::Name)) {
        const QRegularExpressionMatch mask = maskName.match(stemOf(name));
        if (mask.hasMatch()) {
            masks[mask.captured(1)] << folder.absoluteFilePath(name);
        } else {
            images.insert(stemOf(name), folder.absoluteFilePath(name));
        }
    }
    for (auto image = images.cbegin(); image != images.cend(); ++image) {
        const QStringList own = masks.take(image.key());
        if (own.isEmpty()) {
            withoutPartner << image.value();
            continue;
        }
        TrainingSample sample;
        sample.id = image.key();
        sample.imagePath = image.value();
        sample.maskPath = own.first();
        sample.furtherMaskPaths = own.mid(1);
        set.samples.push_back(sample);
    }
    for (const QStringList &orphans : masks) {
        withoutPartner << orphans;
    }
}

} // namespace

Result<TrainingSet> readBusiLayout(const QDir &root, double heldOutFraction)
{
    const QString published = findSubfolder(root, {QStringLiteral("Dataset_BUSI_with_GT")});
    const QDir folder(published.isEmpty() ? root.path() : published);
    TrainingSet set;
    set.classNames = QStringList{QStringLiteral("tumour")};
    QStringList withoutPartner;
    for (const QString &diagnosis : {QStringLiteral("benign"), QStringLiteral("malignant"), QStringLiteral("normal")}) {
        const QString images = findSubfolder(folder, {diagnosis});
        if (!images.isEmpty()) {
            appendDiagnosis(set, QDir(images), withoutPartner);
        }
    }
    if (!withoutPartner.isEmpty()) {
        return Error{ErrorCode::Corrupt,
            tr("No partner for: %1. Add it or move the files away.").arg(namesInOneLine(withoutPartner))};
    }
    const Result<QMap<QString, QString>> groups = readGroups(root);
    if (!groups) {
        return groups.error();
    }
    for (TrainingSample &sample : set.samples) {
        sample.group = groups->value(sample.id, sample.id);
    }
    splitByGroup(set, heldOutFraction);
    return set;
}

} // namespace vmunet
