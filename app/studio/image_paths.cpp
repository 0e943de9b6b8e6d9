// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/image_paths.h"

#include <QCollator>
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ImagePaths", text);
}

const QStringList &photographSuffixes()
{
    static const QStringList suffixes{QStringLiteral("png"), QStringLiteral("jpg"), QStringLiteral("jpeg"),
        QStringLiteral("tif"), QStringLiteral("tiff"), QStringLiteral("bmp"), QStringLiteral("webp"),
        QStringLiteral("jp2"), QStringLiteral("pgm"), QStringLiteral("ppm")};
    return suffixes;
}

const QStringList &volumeSuffixes()
{
    static const QStringList suffixes{QStringLiteral("nii"), QStringLiteral("nii.gz"), QStringLiteral("nrrd"),
        QStringLiteral("nhdr"), QStringLiteral("mha"), QStringLiteral("mhd"), QStringLiteral("gipl"),
        QStringLiteral("gipl.gz"), QStringLiteral("npz"), QStringLiteral("h5")};
    return suffixes;
}

bool endsWithOne(const QString &name, const QStringList &suffixes)
{
    return std::any_of(suffixes.cbegin(), suffixes.cend(),
        [&name](const QString &suffix) { return name.endsWith(QLatin1Char('.') + suffix, Qt::CaseInsensitive); });
}

/// DICOM files often have no extension: the magic number decides.
bool isDicom(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.seek(128) && file.read(4) == QByteArrayLiteral("DICM");
}

/// A disc of a hospital has its slices in folders of folders. Looks at the first files alone.
bool holdsDicomBelow(const QString &folder)
{
    constexpr int kFilesLookedAt = 1000;
    QDirIterator it(folder, QDir::Files | QDir::Readable, QDirIterator::Subdirectories);
    for (int i = 0; i < kFilesLookedAt && it.hasNext(); ++i) {
        if (isDicom(it.next())) {
            return true;
        }
    }
    return false;
}

/// The images of a folder; the folder itself if it holds DICOM files.
QStringList imagesIn(const QString &folder)
{
    QStringList files = QDir(folder).entryList(QDir::Files | QDir::Readable);
    QCollator natural(QLocale::English); // The C locale compares bytes.
    natural.setNumericMode(true);
    std::sort(files.begin(), files.end(), natural);
    QStringList images;
    bool series = false;
    for (const QString &name : std::as_const(files)) {
        const QString path = QDir(folder).filePath(name);
        if (endsWithOne(name, photographSuffixes()) || endsWithOne(name, volumeSuffixes())) {
            images.append(path);
        } else if (!series && isDicom(path)) {
            series = true;
        }
    }
    series = series || (images.isEmpty() && holdsDicomBelow(folder));
    return series ? QStringList{folder} + images : images;
}

} // namespace

OpenRequest expandPaths(const QStringList &paths)
{
    OpenRequest request;
    for (const QString &given : paths) {
        const QFileInfo info(given);
        const QString path = info.absoluteFilePath();
        if (!info.exists()) {
            request.problems.append(tr("There is no file %1.").arg(QDir::toNativeSeparators(path)));
        } else if (info.isDir()) {
            const QStringList images = imagesIn(path);
            if (images.isEmpty()) {
                request.problems.append(tr("The folder %1 holds no images.").arg(QDir::toNativeSeparators(path)));
            }
            request.images += images;
        } else if (info.fileName().compare(QLatin1String("DICOMDIR"), Qt::CaseInsensitive) == 0 && isDicom(path)) {
            request.images.append(info.absolutePath()); // A table of contents stands for its folder.
        } else if (info.suffix() == QLatin1String("vmunet")) {
            request.project = path;
        } else {
            request.images.append(path);
        }
    }
    request.images.removeDuplicates();
    return request;
}

QString imageFileFilter()
{
    QStringList patterns;
    for (const QString &suffix : photographSuffixes() + volumeSuffixes()) {
        patterns.append(QStringLiteral("*.") + suffix);
    }
    patterns += {QStringLiteral("*.dcm"), QStringLiteral("*.vmunet")};
    return tr("Images and projects (%1);;All files (*)").arg(patterns.join(QLatin1Char(' ')));
}

} // namespace vmunet
