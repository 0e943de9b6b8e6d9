// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/schema_check.h"

#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QMap>

#include <map>
#include <mutex>

namespace vmunet {

namespace {

/// "trigger name" -> definition.
using Objects = QMap<QString, QString>;

/// SQLite's own tables and indices, under names that it keeps for itself.
bool isInternal(const QString &type, const QString &name)
{
    return (type == QLatin1String("table")
               && (name == QLatin1String("sqlite_sequence") || name == QLatin1String("sqlite_stat1")
                   || name == QLatin1String("sqlite_stat4")))
        || (type == QLatin1String("index") && name.startsWith(QLatin1String("sqlite_autoindex_")));
}

/// Versions of SQLite differ in the blanks and quotes of definitions that ALTER TABLE has rewritten.
QString essence(QString sql)
{
    sql.remove(QLatin1Char('"'));
    QString result;
    for (const QChar letter : sql) {
        if (!letter.isSpace()) {
            result += letter;
        }
    }
    return result;
}

Result<Objects> objectsOf(Database &database)
{
    Statement query(database, QStringLiteral("SELECT type, name, coalesce(sql, '') FROM sqlite_schema"));
    Objects objects;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return objects;
        }
        if (!isInternal(query.text(0), query.text(1))) {
            objects.insert(query.text(0) + QLatin1Char(' ') + query.text(1), essence(query.text(2)));
        }
    }
}

Result<Objects> expectedObjects(int version, const SchemaBuilder &build)
{
    static std::mutex mutex;
    static std::map<int, Objects> known;
    const std::lock_guard lock(mutex);
    if (const auto it = known.find(version); it != known.end()) {
        return it->second;
    }
    const Result<std::unique_ptr<Database>> model = Database::open(QStringLiteral(":memory:"), Database::Mode::New);
    if (!model) {
        return model.error();
    }
    if (const Status built = build(**model, version); !built) {
        return built.error();
    }
    Result<Objects> objects = objectsOf(**model);
    if (objects) {
        known[version] = *objects;
    }
    return objects;
}

} // namespace

Status checkSchema(Database &database, int version, const SchemaBuilder &build)
{
    const auto refusal = [&database](const QString &object, const QString &what) {
        return Error{ErrorCode::Corrupt,
            QCoreApplication::translate("SchemaCheck",
                "%1 is not a project as this program makes them (%2 %3): get it from its source again, or go back to a "
                "backup. It was left as it is.")
                .arg(database.path(), object.left(100).simplified(), what)};
    };
    const auto translated = [](const char *text) { return QCoreApplication::translate("SchemaCheck", text); };
    const Result<Objects> expected = expectedObjects(version, build);
    const Result<Objects> found = expected ? objectsOf(database) : expected;
    if (!found) {
        return found.error();
    }
    for (auto it = found->cbegin(); it != found->cend(); ++it) {
        if (!expected->contains(it.key())) {
            return refusal(it.key(), translated("does not belong there"));
        }
        if (expected->value(it.key()) != it.value()) {
            return refusal(it.key(), translated("was changed"));
        }
    }
    for (auto it = expected->cbegin(); it != expected->cend(); ++it) {
        if (!found->contains(it.key())) {
            return refusal(it.key(), translated("is missing"));
        }
    }
    return Done{};
}

} // namespace vmunet
