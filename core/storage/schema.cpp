// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/schema.h"

#include "core/storage/backup.h"
#include "core/storage/schema_check.h"
#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

// A static library's resources are linked only if something names them; the macro wants the global namespace.
static void registerSchemaResources()
{
    Q_INIT_RESOURCE(vmunet_schema);
}

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Schema", text);
}

/// "001_first.sql", "002_..." in order: the position is the version.
QStringList migrationFiles()
{
    registerSchemaResources();
    return QDir(QStringLiteral(":/schema")).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
}

/// Statements end with a semicolon at the end of a line, those that create a trigger with a line "END;".
QStringList statementsOf(const QString &script)
{
    QStringList statements;
    QString statement;
    for (const QString &line : script.split(QLatin1Char('\n'))) {
        const QString code = line.section(QStringLiteral("--"), 0, 0).trimmed();
        if (code.isEmpty()) {
            continue;
        }
        statement += code + QLatin1Char('\n');
        const bool isTrigger = statement.startsWith(QStringLiteral("CREATE TRIGGER"));
        if (isTrigger ? code == QStringLiteral("END;") : code.endsWith(QLatin1Char(';'))) {
            statements << std::exchange(statement, QString());
        }
    }
    return statements;
}

Result<int> pragma(Database &database, const QString &name)
{
    Statement statement(database, QStringLiteral("PRAGMA ") + name);
    const Result<bool> row = statement.next();
    if (!row) {
        return row.error();
    }
    return int(statement.integer(0));
}

Status migrate(Database &database, int version, const QString &file)
{
    QFile script(QStringLiteral(":/schema/") + file);
    if (!script.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, script.errorString()};
    }
    Transaction transaction(database);
    if (!transaction.begun()) {
        return transaction.begun();
    }
    const Result<int> present = pragma(database, QStringLiteral("user_version"));
    if (!present || *present >= version) { // Another program was faster.
        return present ? Status(Done{}) : Status(present.error());
    }
    QStringList statements = statementsOf(QString::fromUtf8(script.readAll()));
    statements << QStringLiteral("PRAGMA application_id=%1").arg(kApplicationId)
               << QStringLiteral("PRAGMA user_version=%1").arg(version);
    for (const QString &sql : statements) {
        if (const Status status = database.execute(sql); !status) {
            return status;
        }
    }
    const Status recorded = Statement(
        database, QStringLiteral("INSERT INTO schema_migration (version, name, program, applied) VALUES (?, ?, ?, ?)"))
                                .bind(version)
                                .bind(file)
                                .bind(QStringLiteral(VMUNET_VERSION))
                                .bind(utcNow())
                                .run();
    return recorded ? transaction.commit() : recorded;
}

/// A copy beside the file, under the first free name.
Status backUpBeforeMigration(Database &database, int version)
{
    const QFileInfo file(database.path());
    QString name = QStringLiteral("%1-before-schema-%2").arg(file.completeBaseName()).arg(version);
    const QString numbered = name + QStringLiteral("-%1");
    for (int number = 2; file.absoluteDir().exists(name + QStringLiteral(".vmunet")); ++number) {
        name = numbered.arg(number);
    }
    return copyDatabase(database, file.absoluteDir().filePath(name + QStringLiteral(".vmunet")));
}

/// Scripts `from` + 1 to `to`.
Status migrateUpTo(Database &database, int from, int to)
{
    const QStringList files = migrationFiles();
    for (int next = from + 1; next <= to; ++next) {
        if (const Status status = migrate(database, next, files.at(next - 1)); !status) {
            return status;
        }
    }
    return Done{};
}

} // namespace

int newestSchemaVersion()
{
    return int(migrationFiles().size());
}

Status prepareSchema(Database &database, bool isNew)
{
    const Result<int> application = pragma(database, QStringLiteral("application_id"));
    const Result<int> version = pragma(database, QStringLiteral("user_version"));
    if (!application || !version) {
        return (application ? version : application).error();
    }
    if (!isNew && *application != kApplicationId) {
        return Error{ErrorCode::Corrupt,
            tr("%1 is not a VM-UNet project: it belongs to another program. It was left as it is.")
                .arg(database.path())};
    }
    const QStringList files = migrationFiles();
    if (*version > files.size()) {
        return Error{ErrorCode::NewerVersion,
            tr("%1 was written by a newer version of VM-UNet Studio (schema %2, this one knows %3): update the "
               "program. "
               "The file was left as it is.")
                .arg(database.path())
                .arg(*version)
                .arg(files.size())};
    }
    if (*version < files.size() && database.isReadOnly()) {
        return Error{ErrorCode::ReadOnly,
            tr("%1 has an older schema and must be opened for writing once.").arg(database.path())};
    }
    const int present = std::max(0, *version);
    if (!isNew) {
        const Status known =
            checkSchema(database, present, [](Database &model, int newest) { return migrateUpTo(model, 0, newest); });
        if (!known) {
            return known;
        }
    }
    if (!isNew && present < files.size()) {
        if (const Status copied = backUpBeforeMigration(database, int(files.size())); !copied) {
            return copied;
        }
    }
    if (const Status ready = database.prepareForWriting(); !ready) {
        return ready;
    }
    return migrateUpTo(database, present, int(files.size()));
}

} // namespace vmunet
