// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pairing.h"

#include <QCoreApplication>
#include <QMap>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Pairing", text);
}

const QStringList &maskSuffixes()
{
    static const QStringList suffixes{
        QStringLiteral("_segmentation"), QStringLiteral("_mask"), QStringLiteral("_gt"), QStringLiteral("_label")};
    return suffixes;
}

using PathByStem = QMap<QString, QString>;

Result<PathByStem> filesByStem(const QDir &folder, const QStringList &filters)
{
    PathByStem result;
    for (const QString &name : folder.entryList(filters, QDir::Files | QDir::Readable, QDir::Name)) {
        const QString stem = stemOf(name);
        if (stem.endsWith(QStringLiteral("_superpixels"))) {
            continue;
        }
        if (result.contains(stem)) {
            return Error{
                ErrorCode::Corrupt, tr("%1 holds two files named %2; keep one of them.").arg(folder.path(), stem)};
        }
        result.insert(stem, folder.absoluteFilePath(name));
    }
    return result;
}

/// The image's stem that a mask's stem stands for; the mask's own if none does.
QString imageStemOf(const QString &maskStem, const PathByStem &images)
{
    if (images.contains(maskStem)) {
        return maskStem;
    }
    for (const QString &suffix : maskSuffixes()) {
        if (maskStem.endsWith(suffix, Qt::CaseInsensitive)) {
            return maskStem.chopped(suffix.size());
        }
    }
    return maskStem;
}

} // namespace

const QStringList &pictureFilters()
{
    static const QStringList filters{QStringLiteral("*.png"), QStringLiteral("*.jpg"), QStringLiteral("*.jpeg"),
        QStringLiteral("*.tif"), QStringLiteral("*.tiff"), QStringLiteral("*.bmp"), QStringLiteral("*.webp"),
        QStringLiteral("*.pgm"), QStringLiteral("*.ppm")};
    return filters;
}

const QStringList &volumeFilters()
{
    static const QStringList filters{QStringLiteral("*.nii.gz"), QStringLiteral("*.nii"), QStringLiteral("*.nrrd"),
        QStringLiteral("*.mha"), QStringLiteral("*.mhd")};
    return filters;
}

QString stemOf(const QString &fileName)
{
    const qsizetype dot = fileName.endsWith(QStringLiteral(".nii.gz"), Qt::CaseInsensitive)
        ? fileName.size() - 7
        : fileName.lastIndexOf(QLatin1Char('.'));
    return dot > 0 ? fileName.left(dot) : fileName;
}

QString namesInOneLine(const QStringList &names)
{
    constexpr qsizetype kShown = 5;
    const QString shown = QStringList(names.mid(0, kShown)).join(QStringLiteral(", "));
    return names.size() <= kShown ? shown : tr("%1 and %2 more").arg(shown).arg(names.size() - kShown);
}

QString findSubfolder(const QDir &parent, const QStringList &names)
{
    const QStringList present = parent.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    for (const QString &name : names) {
        for (const QString &folder : present) {
            if (folder.compare(name, Qt::CaseInsensitive) == 0) {
                return parent.absoluteFilePath(folder);
            }
        }
    }
    return {};
}

Result<std::vector<FilePair>> pairByName(const QDir &imageFolder, const QDir &maskFolder, const QStringList &filters)
{
    const Result<PathByStem> images = filesByStem(imageFolder, filters);
    if (!images) {
        return images.error();
    }
    const Result<PathByStem> masks = filesByStem(maskFolder, filters);
    if (!masks) {
        return masks.error();
    }
    PathByStem maskOfImage;
    QStringList withoutImage;
    for (auto mask = masks->cbegin(); mask != masks->cend(); ++mask) {
        const QString stem = imageStemOf(mask.key(), *images);
        if (!images->contains(stem)) {
            withoutImage << QDir(mask.value()).dirName();
        } else if (maskOfImage.contains(stem)) {
            return Error{ErrorCode::Corrupt, tr("%1 holds two masks for %2; keep one.").arg(maskFolder.path(), stem)};
        } else {
            maskOfImage.insert(stem, mask.value());
        }
    }
    std::vector<FilePair> pairs;
    QStringList withoutMask;
    for (auto image = images->cbegin(); image != images->cend(); ++image) {
        if (maskOfImage.contains(image.key())) {
            pairs.push_back({image.key(), image.value(), maskOfImage.value(image.key())});
        } else {
            withoutMask << QDir(image.value()).dirName();
        }
    }
    if (!withoutMask.isEmpty()) {
        return Error{ErrorCode::Corrupt,
            tr("No mask in %1 for: %2. Add the masks or move the images away.")
                .arg(maskFolder.path(), namesInOneLine(withoutMask))};
    }
    if (!withoutImage.isEmpty()) {
        return Error{ErrorCode::Corrupt,
            tr("No image in %1 for the masks: %2. Add the images or move the masks away.")
                .arg(imageFolder.path(), namesInOneLine(withoutImage))};
    }
    if (pairs.empty()) {
        return Error{ErrorCode::NotFound, tr("There are no images in %1.").arg(imageFolder.path())};
    }
    return pairs;
}

} // namespace vmunet
