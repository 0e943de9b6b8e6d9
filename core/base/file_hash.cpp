// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_hash.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FileHash", text);
}

} // namespace

Result<QString> sha256OfFiles(const QStringList &files, const CancelFlag &cancel)
{
    if (files.isEmpty()) {
        return Error{ErrorCode::NotFound, tr("There are no files to compare.")};
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray block(1 << 20, Qt::Uninitialized);
    for (const QString &name : files) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly)) {
            return Error{file.exists() ? ErrorCode::Io : ErrorCode::NotFound,
                tr("%1 cannot be read: %2.").arg(name, file.errorString())};
        }
        qint64 count = 0;
        while ((count = file.read(block.data(), block.size())) > 0) {
            if (cancel.isCancelled()) {
                return Error{ErrorCode::Cancelled, tr("Reading %1 was cancelled.").arg(name)};
            }
            hash.addData(QByteArrayView(block.constData(), count));
        }
        if (count < 0) {
            return Error{ErrorCode::Io, tr("%1 cannot be read: %2.").arg(name, file.errorString())};
        }
    }
    return QString::fromLatin1(hash.result().toHex());
}

Result<QString> sha256OfPath(const QString &path, const CancelFlag &cancel)
{
    if (!QFileInfo(path).isDir()) {
        return QFileInfo::exists(path)
            ? sha256OfFiles({path}, cancel)
            : Result<QString>(Error{ErrorCode::NotFound, tr("There is no file %1.").arg(path)});
    }
    QStringList files;
    for (const QFileInfo &entry : QDir(path).entryInfoList(QDir::Files, QDir::Name)) {
        files << entry.filePath();
    }
    return files.isEmpty() ? Result<QString>(Error{ErrorCode::NotFound, tr("There is no file in %1.").arg(path)})
                           : sha256OfFiles(files, cancel);
}

} // namespace vmunet
