// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/project.h"

#include "core/base/app_paths.h"
#include "core/storage/schema.h"
#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace vmunet {

namespace {

constexpr QFileDevice::Permissions kOwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner;

QString tr(const char *text)
{
    return QCoreApplication::translate("Project", text);
}

/// An empty file that only its owner can read: SQLite gives its side files the same permissions.
Status createEmptyFile(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists()) {
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

} // namespace

Project::Project(std::unique_ptr<Database> database)
    : m_database(std::move(database))
    , m_images(*m_database, folder())
    , m_annotations(*m_database)
    , m_models(*m_database)
    , m_runs(*m_database)
{
}

QDir Project::folder() const
{
    return QFileInfo(m_database->path()).absoluteDir();
}

Result<std::unique_ptr<Project>> Project::create(const QString &path)
{
    if (const Status created = createEmptyFile(path); !created) {
        return created.error();
    }
    Result<std::unique_ptr<Database>> database = Database::open(path, Mode::New);
    const Status status = database ? prepareSchema(**database, true) : Status(database.error());
    if (status) {
        return std::unique_ptr<Project>(new Project(*std::move(database)));
    }
    database = status.error(); // Closes the file.
    for (const char *suffix : {"", "-wal", "-shm"}) {
        QFile::remove(path + QLatin1String(suffix));
    }
    return status.error();
}

Result<std::unique_ptr<Project>> Project::open(const QString &path, Mode mode)
{
    Result<std::unique_ptr<Database>> database = Database::open(path, mode);
    if (!database) {
        return database.error();
    }
    if (const Status ready = prepareSchema(**database, false); !ready) {
        return ready.error();
    }
    return std::unique_ptr<Project>(new Project(*std::move(database)));
}

Result<std::unique_ptr<Project>> Project::openOrCreate(const QString &path)
{
    const QFileInfo info(path);
    // Empty: the making of it was cut off before the first commit.
    if (info.isFile() && info.size() == 0 && !QFileInfo::exists(path + QStringLiteral("-wal"))) {
        QFile::remove(path);
    }
    return QFileInfo::exists(path) ? open(path) : create(path);
}

Status Project::backUp(const QString &path)
{
    if (const Status created = createEmptyFile(path); !created) {
        return created;
    }
    Statement copy(*m_database, QStringLiteral("VACUUM INTO ?"));
    Status status = copy.bind(QFileInfo(path).absoluteFilePath()).run();
    if (!status) {
        QFile::remove(path);
        return Error{status.error().code, tr("The backup %1 cannot be written: %2").arg(path, status.error().message)};
    }
    return status;
}

QString defaultProjectPath()
{
    return QDir(userDataFolder()).filePath(QStringLiteral("default.vmunet"));
}

} // namespace vmunet
