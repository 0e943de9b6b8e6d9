// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layout_readers.h"

#include <QCoreApplication>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("AcdcLayout", text);
}

const QString kTruthSuffix = QStringLiteral("_gt");

/// The two annotated phases of one patient. The whole beat (`_4d`) has no truth and is passed over.
void appendPatient(TrainingSet &set, const QDir &folder, Split split, QStringList &withoutPartner)
{
    QMap<QString, QString> images;
    QMap<QString, QString> truths;
    const QStringList names{QStringLiteral("*_frame*.nii.gz"), QStringLiteral("*_frame*.nii")};
    for (const QString &name : folder.entryList(names, QDir::Files, QDir::Name)) {
        const QString stem = stemOf(name);
        const bool isTruth = stem.endsWith(kTruthSuffix);
        (isTruth ? truths : images).insert(isTruth ? stem.chopped(kTruthSuffix.size()) : stem, folder.filePath(name));
    }
    for (auto image = images.cbegin(); image != images.cend(); ++image) {
        TrainingSample sample;
        sample.id = image.key();
        sample.imagePath = image.value();
        sample.maskPath = truths.take(image.key());
        sample.group = folder.dirName();
        sample.split = split;
        if (sample.maskPath.isEmpty()) {
            withoutPartner << image.value();
        } else {
            appendVolumeSlices(set, sample);
        }
    }
    withoutPartner << truths.values();
}

} // namespace

Result<TrainingSet> readAcdcLayout(const QDir &root, double heldOutFraction)
{
    TrainingSet set;
    set.task = ImagingTask::Ct;
    set.maskRule = MaskRule::Labels;
    set.volumeScale = VolumeScale::LeastToGreatest;
    set.classNames =
        QStringList{QStringLiteral("right ventricle"), QStringLiteral("myocardium"), QStringLiteral("left ventricle")};
    const QString training = findSubfolder(root, {QStringLiteral("training")});
    const QString testing = findSubfolder(root, {QStringLiteral("testing")});
    if (training.isEmpty() && testing.isEmpty()) {
        return Error{ErrorCode::NotFound, tr("%1 has neither training nor testing.").arg(root.path())};
    }
    QStringList withoutPartner;
    for (const QString &part : {training, testing}) {
        const Split split = part == testing ? Split::HeldOut : Split::Training;
        const QStringList patients =
            part.isEmpty() ? QStringList() : QDir(part).entryList({QStringLiteral("patient*")}, QDir::Dirs, QDir::Name);
        for (const QString &patient : patients) {
            appendPatient(set, QDir(QDir(part).filePath(patient)), split, withoutPartner);
        }
    }
    if (!withoutPartner.isEmpty()) {
        return Error{ErrorCode::Corrupt,
            tr("No partner for: %1. Add it or move the files away.").arg(namesInOneLine(withoutPartner))};
    }
    if (testing.isEmpty()) {
        splitByGroup(set, heldOutFraction);
    }
    return set;
}

} // namespace vmunet
