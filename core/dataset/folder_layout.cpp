// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layout_readers.h"
#include "core/image/image_loader.h"

#include <QCoreApplication>
#include <QFile>
#include <QImageReader>
#include <QJsonDocument>
#include <QJsonObject>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FolderLayout", text);
}

const QStringList kImageFolders{QStringLiteral("images"), QStringLiteral("image"), QStringLiteral("imgs"),
    QStringLiteral("img"), QStringLiteral("original")};
const QStringList kMaskFolders{QStringLiteral("masks"), QStringLiteral("mask"), QStringLiteral("labels"),
    QStringLiteral("groundtruth"), QStringLiteral("ground truth"), QStringLiteral("ground_truth")};
const QStringList kTrainFolders{QStringLiteral("train"), QStringLiteral("training")};
const QStringList kHeldOutFolders{
    QStringLiteral("val"), QStringLiteral("valid"), QStringLiteral("validation"), QStringLiteral("test")};

/// From the header, except of a TIFF: only its own reader knows all of its variants.
QSize displayedSize(const QString &path)
{
    if (QDir::match(QStringList{QStringLiteral("*.tif"), QStringLiteral("*.tiff")}, QDir(path).dirName())) {
        const Result<Image> image = loadImage(path);
        return image ? image->size() : QSize();
    }
    QImageReader reader(path);
    reader.setDecideFormatFromContent(true);
    const QSize size = reader.size();
    return reader.transformation() & QImageIOHandler::TransformationRotate90 ? size.transposed() : size;
}

Status appendPairs(TrainingSet &set, const QDir &folder, Split split)
{
    const QString images = findSubfolder(folder, kImageFolders);
    const QString masks = findSubfolder(folder, kMaskFolders);
    if (images.isEmpty() || masks.isEmpty()) {
        return Error{ErrorCode::NotFound, tr("%1 has no folders \"images\" and \"masks\".").arg(folder.path())};
    }
    const bool holdsVolumes = QDir(images).entryList(pictureFilters(), QDir::Files).isEmpty()
        && !QDir(images).entryList(volumeFilters(), QDir::Files).isEmpty();
    const Result<std::vector<FilePair>> pairs =
        pairByName(QDir(images), QDir(masks), holdsVolumes ? volumeFilters() : pictureFilters());
    if (!pairs) {
        return pairs.error();
    }
    set.task = holdsVolumes ? ImagingTask::Ct : ImagingTask::Dermoscopy;
    for (const FilePair &pair : *pairs) {
        TrainingSample sample;
        sample.id = pair.stem;
        sample.imagePath = pair.imagePath;
        sample.maskPath = pair.maskPath;
        sample.group = pair.stem;
        sample.split = split;
        if (holdsVolumes) {
            appendVolumeSlices(set, sample);
        } else {
            set.samples.push_back(sample);
        }
    }
    return Done{};
}

/// Neighbouring frames look alike, so they stay together.
QString frameGroup(const QString &id, int framesPerGroup)
{
    bool isNumber = false;
    const int frame = id.toInt(&isNumber);
    if (framesPerGroup < 1 || !isNumber || frame < 1) {
        return id;
    }
    const int first = (frame - 1) / framesPerGroup * framesPerGroup + 1;
    return QStringLiteral("frames %1-%2").arg(first).arg(first + framesPerGroup - 1);
}

} // namespace

Result<QStringList> readClassNames(const QDir &folder, const QStringList &fallback)
{
    QFile file(folder.filePath(QStringLiteral("classes.json")));
    if (!file.exists()) {
        return fallback;
    }
    constexpr qint64 kLargest = 1 << 20;
    if (file.size() > kLargest || !file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, tr("Cannot read %1.").arg(file.fileName())};
    }
    const QJsonObject classes = QJsonDocument::fromJson(file.readAll()).object();
    QStringList names;
    const int background = classes.contains(QStringLiteral("0")) ? 1 : 0;
    for (int label = 1; classes.value(QString::number(label)).isString(); ++label) {
        names << classes.value(QString::number(label)).toString();
    }
    if (names.isEmpty() || names.size() > 255 || names.size() + background != classes.size()) {
        return Error{ErrorCode::Corrupt,
            tr("%1 must name the labels 1, 2, ... without gaps, at most 255.").arg(file.fileName())};
    }
    return names;
}

Result<QMap<QString, QString>> readGroups(const QDir &folder)
{
    QMap<QString, QString> groups;
    QFile file(folder.filePath(QStringLiteral("groups.csv")));
    if (!file.exists()) {
        return groups;
    }
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        return Error{ErrorCode::Io, tr("Cannot read %1: %2.").arg(file.fileName(), file.errorString())};
    }
    const QStringList header = QString::fromUtf8(file.readLine()).trimmed().split(QLatin1Char(','));
    const qsizetype idColumn = header.indexOf(QStringLiteral("id"));
    const qsizetype groupColumn = header.indexOf(QStringLiteral("group"));
    if (idColumn < 0 || groupColumn < 0) {
        return Error{ErrorCode::Corrupt, tr("%1 needs the columns id and group.").arg(file.fileName())};
    }
    while (!file.atEnd()) {
        const QStringList fields = QString::fromUtf8(file.readLine()).trimmed().split(QLatin1Char(','));
        if (fields.size() > std::max(idColumn, groupColumn)) {
            groups.insert(fields.at(idColumn), fields.at(groupColumn));
        }
    }
    return groups;
}

QString pictureProblem(const QString &imagePath, const QStringList &maskPaths)
{
    const QSize imageSize = displayedSize(imagePath);
    if (imageSize.isEmpty()) {
        return tr("%1 cannot be read as a picture").arg(imagePath);
    }
    for (const QString &maskPath : maskPaths) {
        const QSize maskSize = displayedSize(maskPath);
        if (maskSize.isEmpty()) {
            return tr("%1 cannot be read as a picture").arg(maskPath);
        }
        if (maskSize != imageSize) {
            return tr("the image is %1 x %2, its mask %3 x %4")
                .arg(imageSize.width())
                .arg(imageSize.height())
                .arg(maskSize.width())
                .arg(maskSize.height());
        }
    }
    return {};
}

Result<TrainingSet> readFolderLayout(const QDir &root, double heldOutFraction, const PairedFolders &folders)
{
    TrainingSet set;
    const Result<QStringList> names = readClassNames(root, {});
    if (!names) {
        return names.error();
    }
    set.maskRule = names->isEmpty() ? MaskRule::Binary : MaskRule::Labels;
    set.classNames = names->isEmpty() ? QStringList{folders.structure} : *names;

    const QString train = findSubfolder(root, kTrainFolders);
    const QString heldOut = findSubfolder(root, kHeldOutFolders);
    const bool presplit = !train.isEmpty() || !heldOut.isEmpty();
    for (const QString &folder : presplit ? QStringList{train, heldOut} : QStringList{root.path()}) {
        if (folder.isEmpty()) {
            continue;
        }
        const Status appended =
            appendPairs(set, QDir(folder), presplit && folder == heldOut ? Split::HeldOut : Split::Training);
        if (!appended) {
            return appended.error();
        }
    }
    const Result<QMap<QString, QString>> groups = readGroups(root);
    if (!groups) {
        return groups.error();
    }
    for (TrainingSample &sample : set.samples) {
        sample.group = groups->value(sample.group, frameGroup(sample.group, folders.framesPerGroup));
    }
    if (!presplit) {
        splitByGroup(set, heldOutFraction);
    }
    return set;
}

} // namespace vmunet
