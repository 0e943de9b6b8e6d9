// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/storage/database.h"

#include <QSqlQuery>
#include <QVariant>

#include <optional>
#include <vector>

namespace vmunet {

/// Now, as all times in a project are kept: UTC in ISO 8601 with milliseconds.
QString utcNow();

/// One prepared statement. Parameters are bound in the order of their question marks, results read by column from 0.
class Statement {
public:
    Statement(Database &database, const QString &sql);

    Statement &bind(qint64 value) { return bindValue(value); }
    Statement &bind(int value) { return bindValue(value); }
    Statement &bind(double value) { return bindValue(value); }
    Statement &bind(bool value) { return bindValue(value ? 1 : 0); }
    Statement &bind(const QByteArray &value); ///< Null bytes are the empty blob.
    Statement &bind(const QString &value); ///< A null string is the empty text.
    Statement &bind(std::optional<double> value) { return bindValue(value ? QVariant(*value) : QVariant()); }
    Statement &bind(const QVariant &value) { return bindValue(value); } ///< Null is NULL.
    /// A zero id is NULL.
    template <typename Tag>
    Statement &bind(Id<Tag> id)
    {
        return bindValue(id ? QVariant(id.value) : QVariant());
    }

    /// For statements without results.
    Status run();
    /// Runs a change and gives the new row's id.
    Result<qint64> insert();
    /// Steps to the next row; false after the last.
    Result<bool> next();

    /// All rows, each as `read(const Statement &)` makes it.
    template <typename Row, typename Read>
    Result<std::vector<Row>> rows(Read read)
    {
        std::vector<Row> all;
        for (;;) {
            const Result<bool> row = next();
            if (!row) {
                return row.error();
            }
            if (!*row) {
                return all;
            }
            all.push_back(read(*this));
        }
    }
    /// The first column of the only row there must be, e.g. of a count.
    Result<qint64> single();

    qint64 integer(int column) const { return m_query.value(column).toLongLong(); }
    double real(int column) const { return m_query.value(column).toDouble(); }
    QString text(int column) const { return m_query.value(column).toString(); }
    QByteArray blob(int column) const { return m_query.value(column).toByteArray(); }
    QVariant value(int column) const { return m_query.value(column); }
    bool isNull(int column) const { return m_query.isNull(column); }

private:
    Statement &bindValue(const QVariant &value);
    Status execute();

    Database &m_database;
    QSqlQuery m_query;
    int m_bound = 0;
    bool m_prepared;
    bool m_executed = false;
};

} // namespace vmunet
