// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/database.h"

#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>

#include <sys/stat.h>

#include <atomic>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Database", text);
}

/// Device and inode of a path; zeros if there is nothing.
std::pair<quint64, quint64> placeOf(const QString &path)
{
    struct stat info { };
    return ::stat(QFile::encodeName(path).constData(), &info) == 0
        ? std::pair<quint64, quint64>(info.st_dev, info.st_ino)
        : std::pair<quint64, quint64>(0, 0);
}

Status checkHeader(const QString &path)
{
    QFile file(path);
    if (!file.exists() || !QFileInfo(path).isFile()) {
        return Error{ErrorCode::NotFound, tr("There is no project file %1.").arg(path)};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString())};
    }
    if (file.read(16) != QByteArray("SQLite format 3\0", 16)) {
        return Error{ErrorCode::Corrupt,
            tr("%1 is not a VM-UNet project: it is not an SQLite file. It was left as it is.").arg(path)};
    }
    return Done{};
}

} // namespace

Database::Database(QString path, Mode mode)
    : m_path(std::move(path))
    , m_mode(mode)
{
    static std::atomic<quint64> counter{0};
    m_connection = QStringLiteral("vmunet-project-%1").arg(++counter);
}

Database::~Database()
{
    {
        QSqlDatabase connection = handle();
        if (connection.isOpen()) {
            connection.close();
        }
    }
    QSqlDatabase::removeDatabase(m_connection);
}

Result<std::unique_ptr<Database>> Database::open(const QString &path, Mode mode)
{
    if (const Status header = mode == Mode::New ? Status(Done{}) : checkHeader(path); !header) {
        return header.error();
    }
    if (mode == Mode::ReadWrite && !QFileInfo(path).isWritable()) {
        return Error{ErrorCode::ReadOnly,
            tr("%1 is read-only: copy it to a folder of yours, or change its permissions.").arg(path)};
    }
    std::unique_ptr<Database> database(new Database(path, mode));
    QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), database->m_connection);
    const QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=3000")
        + (mode == Mode::ReadOnly ? QStringLiteral(";QSQLITE_OPEN_READONLY") : QString());
    Status connected = database->connect(options, path);
    if (!connected && mode == Mode::ReadOnly && !QFileInfo::exists(path + QStringLiteral("-wal"))) {
        // A folder that may not be written has no room for SQLite's side files; nobody else can be writing there.
        database->handle().close();
        const QUrl url = QUrl::fromLocalFile(QFileInfo(path).absoluteFilePath());
        connected = database->connect(options + QStringLiteral(";QSQLITE_OPEN_URI"),
            QString::fromLatin1(url.toEncoded()) + QStringLiteral("?immutable=1"));
    }
    if (!connected) {
        return connected.error();
    }
    std::tie(database->m_device, database->m_inode) = placeOf(path);
    return database;
}

Status Database::connect(const QString &options, const QString &name)
{
    QSqlDatabase connection = handle();
    connection.setConnectOptions(options);
    connection.setDatabaseName(name);
    if (!connection.open()) {
        return errorFor(connection.lastError());
    }
    return configure();
}

Status Database::configure()
{
    // trusted_schema: a file from elsewhere must not run functions of its choice from a view or trigger.
    for (const char *pragma : {"trusted_schema=OFF", "cell_size_check=ON", "foreign_keys=ON", "temp_store=MEMORY"}) {
        if (const Status status = execute(QStringLiteral("PRAGMA ") + QLatin1String(pragma)); !status) {
            return status;
        }
    }
    Statement probe(*this, QStringLiteral("SELECT count(*) FROM sqlite_schema"));
    const Result<bool> row = probe.next(); // The first real access to the file.
    return row ? Status(Done{}) : Status(row.error());
}

Status Database::prepareForWriting()
{
    if (m_mode == Mode::ReadOnly) {
        return Done{};
    }
    const Status journal = execute(QStringLiteral("PRAGMA journal_mode=WAL"));
    return journal ? execute(QStringLiteral("PRAGMA synchronous=FULL")) : journal;
}

Status Database::checkInPlace() const
{
    if (m_inode == 0 || placeOf(m_path) == std::pair(m_device, m_inode)) {
        return Done{};
    }
    return Error{ErrorCode::Io,
        tr("%1 is no longer where it was: it was moved, deleted or replaced, or its folder is gone. Put it back; what "
           "is not saved yet is kept.")
            .arg(m_path)};
}

QSqlDatabase Database::handle() const
{
    return QSqlDatabase::database(m_connection, false);
}

Status Database::execute(const QString &sql)
{
    QSqlQuery query(handle());
    if (!query.exec(sql)) {
        return errorFor(query.lastError());
    }
    return Done{};
}

Error Database::errorFor(const QSqlError &error) const
{
    switch (error.nativeErrorCode().toInt() & 0xff) { // The primary result codes of SQLite.
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return {ErrorCode::Io, tr("%1 is in use by another program: close that and try again.").arg(m_path)};
    case 8: // SQLITE_READONLY
        return {ErrorCode::ReadOnly,
            tr("%1 is read-only: copy it to a folder of yours, or change its permissions.").arg(m_path)};
    case 13: // SQLITE_FULL
        return {ErrorCode::Io, tr("%1 cannot grow: the disk is full. Make room and try again.").arg(m_path)};
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
        return {ErrorCode::Corrupt,
            tr("%1 is damaged (%2): go back to a backup of it.").arg(m_path, error.databaseText().simplified())};
    case 19: // SQLITE_CONSTRAINT
        return {ErrorCode::Invalid, tr("%1 refused a change: %2.").arg(m_path, error.databaseText().simplified())};
    default:
        return {ErrorCode::Io, tr("%1 cannot be used: %2.").arg(m_path, error.text().simplified())};
    }
}

Transaction::Transaction(Database &database)
    : m_database(database)
    , m_begun(database.checkInPlace())
    , m_open(false)
{
    if (m_begun) {
        m_begun = database.execute(QStringLiteral("BEGIN IMMEDIATE"));
        m_open = bool(m_begun);
    }
}

Transaction::~Transaction()
{
    if (m_open) {
        // Some errors have rolled back already; a second time is refused and harmless.
        (void)m_database.execute(QStringLiteral("ROLLBACK"));
    }
}

Status Transaction::commit()
{
    if (!m_begun) {
        return m_begun;
    }
    Status committed = m_database.execute(QStringLiteral("COMMIT"));
    m_open = m_open && !committed;
    return committed;
}

} // namespace vmunet
