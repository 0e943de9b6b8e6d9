// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/segment_inputs.h"

#include "core/dataset/pairing.h"
#include "core/image/file_format.h"

#include <QDir>
#include <QFileInfo>
#include <QObject>

namespace vmunet::cli {

Result<QStringList> imagesOf(const QString &input)
{
    const QFileInfo info(input);
    if (!info.exists()) {
        return Error{ErrorCode::NotFound, QObject::tr("There is no file or folder %1.").arg(input)};
    }
    if (!info.isDir()) {
        return QStringList{input};
    }
    const QDir folder(input);
    if (!folder.isReadable()) {
        return Error{ErrorCode::Io, QObject::tr("The folder %1 cannot be read.").arg(input)};
    }
    QStringList images;
    bool hasDicom = false;
    for (const QString &name : folder.entryList(QDir::Files, QDir::Name)) {
        const QString path = folder.filePath(name);
        const Result<QByteArray> head = readHead(path);
        const FileFormat format = head ? formatOf(*head) : FileFormat::Unknown;
        if (format == FileFormat::Dicom) {
            hasDicom = true;
        } else if (format != FileFormat::Unknown || QDir::match(pictureFilters() + volumeFilters(), name)) {
            images.append(path); // Damaged ones too: the reader says what is wrong with them.
        }
    }
    // DICOM files are read as the folder's series. Without any image the reader says so.
    if (hasDicom || images.isEmpty()) {
        images.append(input);
    }
    return images;
}

QString OutputNames::next(const QString &imagePath)
{
    const QFileInfo info(QDir::cleanPath(QFileInfo(imagePath).absoluteFilePath()));
    QString stem = info.isDir() ? info.fileName() : info.completeBaseName();
    if (stem.endsWith(QLatin1String(".nii"), Qt::CaseInsensitive)) {
        stem.chop(4); // Of .nii.gz
    }
    if (stem.isEmpty()) {
        stem = QStringLiteral("image");
    }
    QString name = stem;
    for (int number = 2; m_used.contains(name); ++number) {
        name = QStringLiteral("%1_%2").arg(stem).arg(number);
    }
    m_used.append(name);
    return name;
}

} // namespace vmunet::cli
