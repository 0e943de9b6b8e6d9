// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/statement.h"

#include <QDateTime>
#include <QSqlError>

namespace vmunet {

QString utcNow()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

Statement::Statement(Database &database, const QString &sql)
    : m_database(database)
    , m_query(database.handle())
{
    m_query.setForwardOnly(true); // Else every row read stays in memory.
    m_prepared = m_query.prepare(sql);
}

Statement &Statement::bind(const QString &value)
{
    return bindValue(value.isNull() ? QString(QLatin1String("")) : value);
}

Statement &Statement::bind(const QByteArray &value)
{
    return bindValue(value.isNull() ? QByteArray("") : value);
}

Statement &Statement::bindValue(const QVariant &value)
{
    m_query.bindValue(m_bound++, value);
    return *this;
}

Status Statement::execute()
{
    m_executed = true;
    if (!m_prepared || !m_query.exec()) {
        return m_database.errorFor(m_query.lastError());
    }
    return Done{};
}

Status Statement::run()
{
    return execute();
}

Result<qint64> Statement::insert()
{
    if (const Status status = execute(); !status) {
        return status.error();
    }
    return m_query.lastInsertId().toLongLong();
}

Result<qint64> Statement::single()
{
    const Result<bool> row = next();
    if (!row) {
        return row.error();
    }
    return *row ? Result<qint64>(integer(0)) : Result<qint64>(Error{ErrorCode::NotFound, m_database.path()});
}

Result<bool> Statement::next()
{
    if (!m_executed) {
        if (const Status status = execute(); !status) {
            return status.error();
        }
    }
    if (m_query.next()) {
        return true;
    }
    if (m_query.lastError().isValid()) {
        return m_database.errorFor(m_query.lastError());
    }
    return false;
}

} // namespace vmunet
