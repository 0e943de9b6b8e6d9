// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/project.h"

#include "core/base/app_paths.h"
#include "core/storage/backup.h"
#include "core/storage/schema.h"

#include <QFile>
#include <QFileInfo>

namespace vmunet {

Project::Project(std::unique_ptr<Database> database)
    : m_database(std::move(database))
    , m_annotators(*m_database)
    , m_leases(*m_database)
    , m_images(*m_database, folder())
    , m_annotations(*m_database, m_annotators, m_leases)
    , m_models(*m_database)
    , m_runs(*m_database)
    , m_worklist(*m_database, folder(), m_annotators)
{
}

QDir Project::folder() const
{
    return QFileInfo(m_database->path()).absoluteDir();
}

Result<std::unique_ptr<Project>> Project::create(const QString &path)
{
    if (const Status created = createPrivateFile(path); !created) {
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
    return copyDatabase(*m_database, path);
}

QString defaultProjectPath()
{
    return QDir(userDataFolder()).filePath(QStringLiteral("default.vmunet"));
}

} // namespace vmunet
