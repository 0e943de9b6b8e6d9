// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/backup.h"

#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <fcntl.h>
#include <unistd.h>

namespace vmunet {

namespace {

constexpr QFileDevice::Permissions kOwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

QString tr(const char *text)
{
    return QCoreApplication::translate("Backup", text);
}

/// A file's content or a folder's entries reach the disk.
bool synchronise(const QString &path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    return done;
}

} // namespace

Status createPrivateFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists() || info.isSymLink()) {
        return Error{ErrorCode::Invalid, tr("%1 exists already and was left as it is.").arg(path)};
    }
    if (!QDir().mkpath(info.absolutePath())) {
        return Error{ErrorCode::Io, tr("The folder %1 cannot be made.").arg(info.absolutePath())};
    }
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, kOwnerOnly)) {
        return Error{ErrorCode::Io, tr("%1 cannot be written: %2.").arg(path, file.errorString())};
    }
    return Done{};
}

Status copyDatabase(Database &database, const QString &path)
{
    if (QFileInfo::exists(path)) {
        return Error{ErrorCode::Invalid, tr("%1 exists already and was left as it is.").arg(path)};
    }
    // Under another name until it is complete: a copy that was cut off must not pass for a backup.
    const QString part = QStringLiteral("%1.%2.part").arg(path).arg(::getpid());
    QFile::remove(part);
    Status status = createPrivateFile(part);
    if (status) {
        status = Statement(database, QStringLiteral("VACUUM INTO ?")).bind(QFileInfo(part).absoluteFilePath()).run();
    }
    QFile copy(part);
    if (status && (!synchronise(part) || !copy.rename(path) || !synchronise(QFileInfo(path).absolutePath()))) {
        status = Error{ErrorCode::Io, copy.error() != QFile::NoError ? copy.errorString() : qt_error_string()};
    }
    if (!status) {
        QFile::remove(part);
        return Error{status.error().code, tr("The backup %1 cannot be written: %2").arg(path, status.error().message)};
    }
    return status;
}

} // namespace vmunet
