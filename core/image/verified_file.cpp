// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/verified_file.h"

#include <QFile>
#include <QFileInfo>
#include <QObject>
#include <QRandomGenerator>

#include <cstdio>
#include <unistd.h>

namespace vmunet {

namespace {

Error cannotWrite(const QString &path, const QString &reason)
{
    return {ErrorCode::Io, QObject::tr("%1 cannot be written: %2.").arg(path, reason)};
}

Status writeNew(QFile &file, const QString &path, const QByteArray &bytes)
{
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly)) {
        return cannotWrite(path, file.errorString());
    }
    if (file.write(bytes) != bytes.size() || !file.flush() || ::fsync(file.handle()) != 0) {
        return cannotWrite(path, file.error() == QFileDevice::NoError ? qt_error_string() : file.errorString());
    }
    file.close();
    return Done{};
}

} // namespace

Status writeVerified(
    const QString &path, const QByteArray &bytes, const std::function<bool(const QString &written)> &readsBack)
{
    const QFileInfo target(path);
    if (!QFileInfo(target.path()).isDir()) {
        return cannotWrite(path, QObject::tr("there is no folder %1").arg(target.path()));
    }
    const QString beside = QStringLiteral("%1/.%2.%3.part")
                               .arg(target.path(), target.fileName())
                               .arg(QRandomGenerator::global()->generate(), 8, 16, QLatin1Char('0'));
    QFile file(beside);
    Status status = writeNew(file, path, bytes);
    if (status && !readsBack(beside)) {
        status = cannotWrite(path, QObject::tr("what was written reads back differently"));
    }
    if (status && std::rename(QFile::encodeName(beside).constData(), QFile::encodeName(path).constData()) != 0) {
        status = cannotWrite(path, qt_error_string());
    }
    if (!status) {
        file.close();
        QFile::remove(beside);
    }
    return status;
}

} // namespace vmunet
