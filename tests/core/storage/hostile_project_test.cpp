// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/run_length.h"
#include "core/base/deflate.h"
#include "core/storage/statement.h"
#include "core/storage/stored_annotation.h"
#include "core/storage/verify.h"
#include "support/project_fixture.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

/// Project files that somebody made to do harm.
class HostileProjectTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    ImageId m_image;

    /// Runs SQL on the file behind the project's back, with foreign keys and triggers as an attacker likes them.
    void tamper(const QStringList &statements, const QVariantList &values = {})
    {
        {
            QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("tamper"));
            connection.setDatabaseName(m_path);
            QVERIFY(connection.open());
            QSqlQuery query(connection);
            for (const QString &sql : statements) {
                QVERIFY2(query.prepare(sql), qPrintable(sql + query.lastError().text()));
                for (int i = 0; i < values.size() && sql.contains(QLatin1Char('?')); ++i) {
                    query.bindValue(i, values[i]);
                }
                QVERIFY2(query.exec(), qPrintable(sql + query.lastError().text()));
            }
        }
        QSqlDatabase::removeDatabase(QStringLiteral("tamper"));
    }

    /// Changes history: the trigger that forbids it is taken away and put back.
    void rewrite(const QString &table, const QString &sql, const QVariantList &values = {})
    {
        const QString name = table + QStringLiteral("_is_never_changed");
        tamper({QStringLiteral("DROP TRIGGER ") + name});
        tamper({sql}, values);
        tamper({QStringLiteral("CREATE TRIGGER %1 BEFORE UPDATE ON %2\nBEGIN\n"
                               "SELECT RAISE (ABORT, 'history is append-only');\nEND")
                    .arg(name, table)});
    }

    void expectRefusal(const QString &named)
    {
        for (const Project::Mode mode : {Project::Mode::ReadOnly, Project::Mode::ReadWrite}) {
            const QByteArray before = contentOf(m_path);
            const auto project = Project::open(m_path, mode);
            QVERIFY(!project);
            QCOMPARE(project.error().code, ErrorCode::Corrupt);
            QVERIFY2(project.error().message.contains(named), qPrintable(project.error().message));
            QVERIFY(!project.error().message.contains(QLatin1Char('\n')));
            QCOMPARE(contentOf(m_path), before);
        }
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("p.vmunet"));
        const auto project = Project::create(m_path);
        m_image = *(*project)->images().add(
            imageOf(m_folder->filePath(QStringLiteral("i")), {40, 30}), hashOfText(QStringLiteral("i")));
        QRandomGenerator random(1);
        QVERIFY((*project)->annotations().addEdit(m_image, randomEdit(random, {40, 30})));
    }

    void aForeignTriggerIsRefused()
    {
        tamper({QStringLiteral("CREATE TRIGGER helpful AFTER INSERT ON revision BEGIN "
                               "UPDATE image SET relative_path = '/etc/passwd'; END")});
        expectRefusal(QStringLiteral("trigger helpful"));
    }

    void aViewInATablesPlaceIsRefused()
    {
        tamper({QStringLiteral("ALTER TABLE label RENAME TO real_label"),
            QStringLiteral("CREATE VIEW label AS SELECT * FROM real_label")});
        expectRefusal(QStringLiteral("label"));
    }

    void anExtraTableOrIndexIsRefused()
    {
        tamper({QStringLiteral("CREATE INDEX expensive ON revision (hex(patch))")});
        expectRefusal(QStringLiteral("index expensive"));
    }

    void aMissingTriggerIsNoticed()
    {
        tamper({QStringLiteral("DROP TRIGGER revision_is_never_deleted")});
        expectRefusal(QStringLiteral("trigger revision_is_never_deleted is missing"));
    }

    void aChangedTriggerIsNoticed()
    {
        tamper({QStringLiteral("DROP TRIGGER revision_is_never_deleted"),
            QStringLiteral("CREATE TRIGGER revision_is_never_deleted BEFORE DELETE ON revision BEGIN "
                           "SELECT 'anything goes'; END")});
        expectRefusal(QStringLiteral("was changed"));
    }

    void aHostileOldProjectIsNotMigrated()
    {
        QFile::remove(m_path);
        QVERIFY(QFile::copy(QStringLiteral(VMUNET_TEST_DATA "/projects/version1.vmunet"), m_path));
        QVERIFY(QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner));
        tamper({QStringLiteral("CREATE TRIGGER late AFTER INSERT ON schema_migration BEGIN "
                               "DELETE FROM label; END")});
        const QByteArray before = contentOf(m_path);
        QVERIFY(!Project::open(m_path));
        QCOMPARE(contentOf(m_path), before);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).size(), 1); // No copy was made either.
    }

    void aRunLengthBombIsRefusedBeforeMemoryIsTaken()
    {
        QByteArray bomb("\x01\x28\x1e", 3); // 40 x 30, plain
        bomb += QByteArray("\x01\xff\xff\xff\xff\xff\xff\x7f", 8); // One run, longer than any memory.
        rewrite(QStringLiteral("revision"),
            QStringLiteral("UPDATE revision SET left=0, top=0, width=40, height=30, patch=?"), {bomb});
        const auto project = Project::open(m_path);
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        QCOMPARE((*project)->annotations().mask(m_image, 0).error().code, ErrorCode::Corrupt);
        QVERIFY(!verifyProject(**project, {.hashImages = false})->problems.isEmpty());
    }

    void aDeflateBombIsRefusedBeforeMemoryIsTaken()
    {
        QByteArray bomb("\x02\x28\x1e\x60", 4); // 40 x 30, deflated, said to be 96 bytes.
        bomb += deflated(QByteArray(64 << 20, '\0'), 9);
        rewrite(QStringLiteral("revision"),
            QStringLiteral("UPDATE revision SET left=0, top=0, width=40, height=30, patch=?"), {bomb});
        const auto project = Project::open(m_path);
        QVERIFY(project);
        QCOMPARE((*project)->annotations().mask(m_image, 0).error().code, ErrorCode::Corrupt);
    }

    void anOversizedBlobIsRefused()
    {
        // Within SQLite's own limits, far beyond what any slice of this image can need.
        rewrite(QStringLiteral("revision"),
            QStringLiteral("UPDATE revision SET left=0, top=0, width=40, height=30, patch=zeroblob(20000000)"));
        const auto project = Project::open(m_path);
        QVERIFY(project);
        QCOMPARE((*project)->annotations().mask(m_image, 0).error().code, ErrorCode::Corrupt);
    }

    void anImageOfAnotherSizeThanItsFileIsRefused()
    {
        tamper({QStringLiteral("DROP TRIGGER image_keeps_its_identity")});
        tamper({QStringLiteral("UPDATE image SET width=30000, height=30000")});
        tamper({QStringLiteral("CREATE TRIGGER image_keeps_its_identity BEFORE UPDATE OF id, sha256, kind, width, "
                               "height, slices ON image\nBEGIN\n    SELECT RAISE (ABORT, 'history is append-only');\n"
                               "END")});
        const auto project = Project::open(m_path);
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        const auto stored = openAnnotation(**project, imageOf(m_folder->filePath(QStringLiteral("i")), {40, 30}),
            hashOfText(QStringLiteral("i")), LabelSet::lesion());
        QVERIFY(!stored);
        QCOMPARE(stored.error().code, ErrorCode::Corrupt);
    }

    void loopsInTheHistoryAreReported()
    {
        {
            const auto project = Project::open(m_path);
            QRandomGenerator random(2);
            QVERIFY((*project)->annotations().addEdit(m_image, randomEdit(random, {40, 30})));
            ModelRecord model;
            model.sha256 = hashOfText(QStringLiteral("m"));
            model.task = QStringLiteral("ct");
            const auto id = (*project)->models().add(model);
            QVERIFY((*project)->models().activate(*id));
        }
        rewrite(QStringLiteral("revision"), QStringLiteral("UPDATE revision SET step=2, restored_id=2 WHERE id=1"));
        rewrite(QStringLiteral("revision"), QStringLiteral("UPDATE revision SET step=1, restored_id=1 WHERE id=2"));
        rewrite(QStringLiteral("model_activation"), QStringLiteral("UPDATE model_activation SET previous_id=id"));
        tamper({QStringLiteral("DROP TRIGGER model_keeps_its_identity"),
            QStringLiteral("UPDATE model SET parent_id=id"),
            QStringLiteral("CREATE TRIGGER model_keeps_its_identity BEFORE UPDATE OF id, sha256, classes, parent_id, "
                           "run_id ON model\nBEGIN\n    SELECT RAISE (ABORT, 'history is append-only');\nEND")});
        const auto project = Project::open(m_path);
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        QVERIFY((*project)->annotations().mask(m_image, 0)); // Ends, and harms nobody.
        QVERIFY((*project)->models().goBack(QStringLiteral("ct")));
        const auto report = verifyProject(**project, {.hashImages = false});
        const QString problems = report->problems.join(QLatin1Char('\n'));
        QVERIFY2(problems.contains(QStringLiteral("revision 1")), qPrintable(problems));
        QVERIFY2(problems.contains(QStringLiteral("model 1")), qPrintable(problems));
        QVERIFY2(problems.contains(QStringLiteral("activation 1")), qPrintable(problems));
    }

    void aForgedStateOfASliceIsReported()
    {
        tamper({QStringLiteral("UPDATE slice_state SET status='approved', revisions=9")});
        const auto project = Project::open(m_path);
        QVERIFY(project);
        const auto report = verifyProject(**project, {.hashImages = false});
        QVERIFY(report->problems.join(QLatin1Char(' ')).contains(QStringLiteral("state")));
    }

    void namesAreDataNotSql()
    {
        const QString nasty = QStringLiteral("'); DROP TABLE label; --");
        const auto project = Project::open(m_path);
        LabelSet labels = LabelSet::fromNames({nasty});
        QVERIFY((*project)->images().setLabels(m_image, labels));
        QCOMPARE(*(*project)->images().labels(m_image), labels);
        (*project)->annotators().setCurrent(nasty);
        QVERIFY((*project)->annotations().reviewNewest(m_image, 0, ReviewStatus::Rejected, nasty));
        QCOMPARE((*project)->annotations().reviews(m_image)->front().comment, nasty);
        QVERIFY((*project)->worklist().addTag({m_image}, nasty));
        QCOMPARE((*project)->worklist().page({.text = nasty})->size(), std::size_t(1));
        QVERIFY((*project)->backUp(m_folder->filePath(QStringLiteral("it's; --.vmunet"))));
    }
};

QTEST_GUILESS_MAIN(HostileProjectTest)
#include "hostile_project_test.moc"
