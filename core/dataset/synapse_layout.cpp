// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/h5_volume.h"
#include "core/dataset/layout_readers.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QSet>

#include <optional>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SynapseLayout", text);
}

const QString kSliceSuffix = QStringLiteral(".npz");
const QString kVolumeSuffix = QStringLiteral(".npy.h5");

QStringList publishedClassNames()
{
    return {QStringLiteral("aorta"), QStringLiteral("gallbladder"), QStringLiteral("left kidney"),
        QStringLiteral("right kidney"), QStringLiteral("liver"), QStringLiteral("pancreas"), QStringLiteral("spleen"),
        QStringLiteral("stomach")};
}

/// The names in the list `fileName` anywhere under lists/, or nothing where there is no such list.
Result<std::optional<QStringList>> readList(const QDir &root, const QString &fileName)
{
    QDirIterator found(root.filePath(QStringLiteral("lists")), {fileName}, QDir::Files, QDirIterator::Subdirectories);
    if (!found.hasNext()) {
        return std::optional<QStringList>();
    }
    QFile file(found.next());
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        return Error{ErrorCode::Io, tr("Cannot read %1: %2.").arg(file.fileName(), file.errorString())};
    }
    QStringList names;
    while (!file.atEnd()) {
        const QString name = QString::fromUtf8(file.readLine()).trimmed();
        if (!name.isEmpty()) {
            names << name;
        }
    }
    return std::optional<QStringList>(names);
}

QStringList stemsIn(const QDir &folder, const QString &suffix)
{
    QStringList stems;
    for (const QString &name : folder.entryList({QLatin1Char('*') + suffix}, QDir::Files, QDir::Name)) {
        stems << name.chopped(suffix.size());
    }
    return stems;
}

/// Absolute paths of the files of a folder that a list names; without a list, of all. Files that the list leaves out
/// are noted as excluded, names without a file are an error.
Result<QStringList> listedFiles(
    TrainingSet &set, const QDir &folder, const QDir &root, const QString &listName, const QString &suffix)
{
    const QStringList present = stemsIn(folder, suffix);
    const Result<std::optional<QStringList>> list = readList(root, listName);
    if (!list) {
        return list.error();
    }
    const QStringList wanted = list->value_or(present);
    const QSet<QString> onDisk(present.begin(), present.end());
    QStringList paths;
    QStringList missing;
    for (const QString &name : wanted) {
        (onDisk.contains(name) ? paths : missing) << folder.absoluteFilePath(name + suffix);
    }
    if (!missing.isEmpty()) {
        return Error{ErrorCode::Corrupt, tr("%1 names missing files: %2.").arg(listName, namesInOneLine(missing))};
    }
    const QSet<QString> listed(wanted.begin(), wanted.end());
    for (const QString &name : present) {
        if (!listed.contains(name)) {
            set.excluded.push_back({name, tr("not in %1").arg(listName)});
        }
    }
    return paths;
}

void appendSlice(TrainingSet &set, const QString &path)
{
    TrainingSample sample;
    sample.id = QDir(path).dirName().chopped(kSliceSuffix.size());
    sample.imagePath = path;
    sample.maskPath = path;
    sample.group = sample.id.section(QStringLiteral("_slice"), 0, 0);
    sample.split = Split::Training;
    set.samples.push_back(sample);
}

Status appendVolume(TrainingSet &set, const QString &path)
{
    const Result<H5VolumeSize> size = readH5VolumeSize(path);
    if (!size) {
        return size.error();
    }
    TrainingSample sample;
    sample.group = QDir(path).dirName().chopped(kVolumeSuffix.size());
    sample.imagePath = path;
    sample.maskPath = path;
    sample.split = Split::HeldOut;
    for (sample.slice = 0; sample.slice < size->slices; ++sample.slice) {
        sample.id = sliceId(sample.group, sample.slice);
        set.samples.push_back(sample);
    }
    return Done{};
}

} // namespace

Result<TrainingSet> readSynapseLayout(const QDir &root)
{
    TrainingSet set;
    set.task = ImagingTask::Ct;
    set.maskRule = MaskRule::Labels;
    const Result<QStringList> names = readClassNames(root, publishedClassNames());
    if (!names) {
        return names.error();
    }
    set.classNames = *names;

    const QDir training(root.filePath(QStringLiteral("train_npz")));
    const QDir testing(root.filePath(QStringLiteral("test_vol_h5")));
    if (!training.exists() && !testing.exists()) {
        return Error{ErrorCode::NotFound, tr("%1 has neither train_npz nor test_vol_h5.").arg(root.path())};
    }
    const Result<QStringList> slices = listedFiles(set, training, root, QStringLiteral("train.txt"), kSliceSuffix);
    if (!slices) {
        return slices.error();
    }
    for (const QString &path : *slices) {
        appendSlice(set, path);
    }
    const Result<QStringList> volumes = listedFiles(set, testing, root, QStringLiteral("test_vol.txt"), kVolumeSuffix);
    if (!volumes) {
        return volumes.error();
    }
    for (const QString &path : *volumes) {
        const Status appended = appendVolume(set, path);
        if (!appended) {
            return appended.error();
        }
    }
    return set;
}

} // namespace vmunet
