// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/project.h"

#include "core/storage/schema.h"
#include "core/storage/statement.h"
#include "support/project_fixture.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

namespace {

/// Runs SQL on a file behind the project's back.
void tamper(const QString &path, const QStringList &statements)
{
    {
        QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("tamper"));
        connection.setDatabaseName(path);
        QVERIFY(connection.open());
        QSqlQuery query(connection);
        for (const QString &sql : statements) {
            QVERIFY2(query.exec(sql), qPrintable(sql));
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("tamper"));
}

} // namespace

class ProjectTest : public QObject {
    Q_OBJECT

private:
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }

    void expectRefusal(const QString &file, ErrorCode code)
    {
        const QByteArray before = contentOf(file);
        const Result<std::unique_ptr<Project>> project = Project::open(file);
        QVERIFY(!project);
        QCOMPARE(project.error().code, code);
        QVERIFY(project.error().message.contains(file));
        QVERIFY(!project.error().message.contains(QLatin1Char('\n')));
        QCOMPARE(contentOf(file), before);
    }

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aNewProjectIsForItsOwnerAlone()
    {
        const QString file = path("new/deep/p.vmunet");
        const auto project = Project::create(file);
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        for (const QString &name : {file, file + QStringLiteral("-wal"), file + QStringLiteral("-shm")}) {
            const QFile::Permissions others = QFile::permissions(name)
                & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther);
            QVERIFY2(!others, qPrintable(name));
        }
    }

    void creatingNeverReplacesAFile()
    {
        writeFile(path("p.vmunet"), "precious");
        const auto project = Project::create(path("p.vmunet"));
        QVERIFY(!project);
        QCOMPARE(contentOf(path("p.vmunet")), QByteArray("precious"));
    }

    void aClosedProjectIsOneFile()
    {
        QVERIFY(Project::create(path("p.vmunet")));
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList{QStringLiteral("p.vmunet")});
        QVERIFY(Project::open(path("p.vmunet")));
    }

    void migrationsAreRecorded()
    {
        const auto project = Project::create(path("p.vmunet"));
        Statement query((*project)->database(), QStringLiteral("SELECT version, name FROM schema_migration"));
        QVERIFY(*query.next());
        QCOMPARE(query.integer(0), 1);
        QCOMPARE(query.text(1), QStringLiteral("001_first.sql"));
        Statement version((*project)->database(), QStringLiteral("PRAGMA user_version"));
        QVERIFY(*version.next());
        QCOMPARE(version.integer(0), newestSchemaVersion());
    }

    void filesThatAreNoProjectsAreNamedAndLeftAlone()
    {
        writeFile(path("text"), "hello, this is no database at all");
        writeFile(path("empty"), "");
        expectRefusal(path("text"), ErrorCode::Corrupt);
        expectRefusal(path("empty"), ErrorCode::Corrupt);
        expectRefusal(path("missing"), ErrorCode::NotFound);
        QVERIFY(QDir().mkdir(path("folder")));
        expectRefusal(path("folder"), ErrorCode::NotFound);
    }

    void anotherProgramsDatabaseIsLeftAlone()
    {
        tamper(path("other.db"), {QStringLiteral("CREATE TABLE t (a)"), QStringLiteral("INSERT INTO t VALUES (1)")});
        const auto project = Project::open(path("other.db"), Project::Mode::ReadOnly);
        QVERIFY(!project);
        QCOMPARE(project.error().code, ErrorCode::Corrupt);
        expectRefusal(path("other.db"), ErrorCode::Corrupt);
    }

    void projectsOfANewerVersionAreLeftAlone()
    {
        QVERIFY(Project::create(path("p.vmunet")));
        tamper(path("p.vmunet"), {QStringLiteral("PRAGMA user_version=999")});
        expectRefusal(path("p.vmunet"), ErrorCode::NewerVersion);
    }

    void damagedFilesGiveOneLineWhereverTheDamageIs()
    {
        {
            const auto project = Project::create(path("p.vmunet"));
            QRandomGenerator random(1);
            const auto id = (*project)->images().add(imageOf(path("a.png"), {64, 64}), hashOfText(QStringLiteral("a")));
            for (int i = 0; i < 50; ++i) {
                QVERIFY((*project)->annotations().addEdit(*id, randomEdit(random, {64, 64})));
            }
        }
        const QByteArray whole = contentOf(path("p.vmunet"));
        QRandomGenerator random(2);
        for (int round = 0; round < 60; ++round) {
            QByteArray damaged = whole;
            if (round % 3 == 0) {
                damaged.truncate(100 + random.bounded(int(whole.size() - 100)));
            } else {
                const int at = 100 + random.bounded(int(whole.size()) - 700);
                for (int i = 0; i < 600; ++i) {
                    damaged[at + i] = char(random.bounded(256));
                }
            }
            writeFile(path("damaged.vmunet"), damaged);
            QFile::remove(path("damaged.vmunet-wal"));
            QFile::remove(path("damaged.vmunet-shm"));
            const auto project = Project::open(path("damaged.vmunet"));
            if (!project) {
                QVERIFY(project.error().message.contains(path("damaged.vmunet")));
                continue;
            }
            const auto mask = (*project)->annotations().mask(ImageId{1}, 0);
            QVERIFY(!mask || mask->size() == QSize(64, 64));
        }
    }

    void aLockedProjectSaysSo()
    {
        const auto first = Project::create(path("p.vmunet"));
        const auto second = Project::open(path("p.vmunet"));
        QVERIFY(second);
        const Transaction writing((*first)->database());
        QVERIFY(writing.begun());
        QVERIFY((*second)->database().execute(QStringLiteral("PRAGMA busy_timeout=20")));
        const auto run = (*second)->runs().add({});
        QVERIFY(!run);
        QCOMPARE(run.error().code, ErrorCode::Io);
        QVERIFY(run.error().message.contains(QStringLiteral("in use")));
    }

    void historyCannotBeChangedOrDeleted()
    {
        const auto project = Project::create(path("p.vmunet"));
        QRandomGenerator random(1);
        const auto id = (*project)->images().add(imageOf(path("a.png"), {8, 8}), hashOfText(QStringLiteral("a")));
        const auto revision = (*project)->annotations().addEdit(*id, randomEdit(random, {8, 8}));
        QVERIFY((*project)->annotations().addReview(*revision, ReviewStatus::Approved));
        Database &database = (*project)->database();
        for (const char *sql : {"UPDATE revision SET slice=0", "DELETE FROM revision",
                 "UPDATE review SET status='rejected'", "DELETE FROM review", "DELETE FROM image",
                 "UPDATE image SET width=9", "DELETE FROM schema_migration"}) {
            const Status status = database.execute(QLatin1String(sql));
            QVERIFY2(!status, sql);
            QCOMPARE(status.error().code, ErrorCode::Invalid);
        }
        QVERIFY(database.execute(QStringLiteral("UPDATE image SET relative_path='moved.png'")));
    }

    void rowsOutsideTheirImageAreRefused()
    {
        const auto project = Project::create(path("p.vmunet"));
        QRandomGenerator random(1);
        const auto id = (*project)->images().add(imageOf(path("a.png"), {8, 8}), hashOfText(QStringLiteral("a")));
        EditRecord edit = randomEdit(random, {8, 8});
        edit.slice = 1;
        QVERIFY(!(*project)->annotations().addEdit(*id, edit));
        edit.slice = 0;
        edit.area.moveLeft(8);
        QVERIFY(!(*project)->annotations().addEdit(*id, edit));
        QVERIFY(!(*project)->annotations().addEdit(ImageId{77}, randomEdit(random, {8, 8})));
        QCOMPARE(*(*project)->annotations().revisionCount(), 0);
    }

    void aBackupIsCompleteWhileTheProjectIsInUse()
    {
        const auto project = Project::create(path("p.vmunet"));
        QRandomGenerator random(1);
        const auto id = (*project)->images().add(imageOf(path("a.png"), {8, 8}), hashOfText(QStringLiteral("a")));
        QVERIFY((*project)->annotations().addEdit(*id, randomEdit(random, {8, 8})));
        QVERIFY((*project)->backUp(path("copy.vmunet")));
        QVERIFY(!(*project)->backUp(path("copy.vmunet")));
        QVERIFY(!(QFile::permissions(path("copy.vmunet")) & QFile::ReadOther));
        const auto copy = Project::open(path("copy.vmunet"), Project::Mode::ReadOnly);
        QVERIFY2(copy, copy ? "" : qPrintable(copy.error().message));
        QCOMPARE(*(*copy)->annotations().mask(*id, 0), *(*project)->annotations().mask(*id, 0));
        QVERIFY(!(*copy)->annotations().addEdit(*id, randomEdit(random, {8, 8})));
    }
};

QTEST_GUILESS_MAIN(ProjectTest)
#include "project_test.moc"
