// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QSqlDatabase>
#include <QString>

#include <memory>

class QSqlError;

namespace vmunet {

/// One connection to one SQLite file, closed on destruction. Used on the thread that opened it only.
class Database {
public:
    enum class Mode {
        ReadOnly,
        ReadWrite,
        New, ///< The file is empty and is to become a database.
    };

    /// The file exists. Foreign keys are enforced; opening alone changes nothing in the file.
    /// Errors: NotFound, Corrupt (not SQLite), ReadOnly, Io (locked by another program, permissions).
    static Result<std::unique_ptr<Database>> open(const QString &path, Mode mode);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    const QString &path() const { return m_path; }
    bool isReadOnly() const { return m_mode == Mode::ReadOnly; }
    /// Write-ahead logging, and every commit on disk before it returns. Does nothing when opened for reading.
    Status prepareForWriting();
    /// Whether the path still leads to the file that was opened. SQLite would go on writing to a deleted one.
    /// Errors: Io (moved, deleted, its folder gone).
    Status checkInPlace() const;
    /// One statement without parameters and results.
    Status execute(const QString &sql);
    /// What SQLite says, as one line that names the file.
    Error errorFor(const QSqlError &error) const;
    QSqlDatabase handle() const;

private:
    Database(QString path, Mode mode);
    Status connect(const QString &options, const QString &name);
    Status configure();

    QString m_path;
    Mode m_mode;
    /// Of the opened file; 0 where there is none.
    quint64 m_device = 0;
    quint64 m_inode = 0;
    QString m_connection; ///< Its name within Qt, unique in the process.
};

/// Rolls back unless committed. Takes the write lock at once, so that a later statement cannot find it taken. Does not
/// begin where the file has been moved away.
class Transaction {
public:
    explicit Transaction(Database &database);
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    /// Whether it could begin; without that, statements would commit one by one.
    const Status &begun() const { return m_begun; }
    Status commit();

private:
    Database &m_database;
    Status m_begun;
    bool m_open;
};

} // namespace vmunet
