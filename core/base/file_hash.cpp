// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_hash.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace vmunet {

Result<QString> sha256OfPath(const QString &path, const CancelFlag &cancel)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("FileHash", text); };
    const QFileInfo info(path);
    QStringList files{path};
    if (info.isDir()) {
        files.clear();
        for (const QFileInfo &entry : QDir(path).entryInfoList(QDir::Files, QDir::Name)) {
            files << entry.filePath();
        }
    }
    if (!info.exists() || files.isEmpty()) {
        return Error{ErrorCode::NotFound, tr("There is no file %1.").arg(path)};
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    QByteArray block(1 << 20, Qt::Uninitialized);
    for (const QString &name : files) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly)) {
            return Error{ErrorCode::Io, tr("%1 cannot be read: %2.").arg(name, file.errorString())};
        }
        qint64 count = 0;
        while ((count = file.read(block.data(), block.size())) > 0) {
            if (cancel.isCancelled()) {
                return Error{ErrorCode::Cancelled, tr("Reading %1 was cancelled.").arg(path)};
            }
            hash.addData(QByteArrayView(block.constData(), count));
        }
        if (count < 0) {
            return Error{ErrorCode::Io, tr("%1 cannot be read: %2.").arg(name, file.errorString())};
        }
    }
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace vmunet
