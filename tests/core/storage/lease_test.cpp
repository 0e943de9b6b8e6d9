// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/lease_repository.h"

#include "core/base/running_process.h"
#include "core/storage/project_store.h"
#include "core/storage/statement.h"
#include "core/storage/stored_annotation.h"
#include "support/project_fixture.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <unistd.h>

using namespace vmunet;
using namespace vmunet::test;

namespace {

qint64 g_now = 1'000'000;

qint64 testClock()
{
    return g_now;
}

void pass(int seconds)
{
    g_now += qint64(seconds) * 1000;
}

} // namespace

class LeaseTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    ImageId m_image;
    QRandomGenerator m_random{3};

    std::unique_ptr<Project> open(const char *annotator)
    {
        Result<std::unique_ptr<Project>> project = Project::openOrCreate(m_path);
        (*project)->leases().setClock(testClock);
        (*project)->annotators().setCurrent(QLatin1String(annotator));
        return *std::move(project);
    }

    Result<RevisionId> edit(Project &project)
    {
        return project.annotations().addEdit(m_image, randomEdit(m_random, {40, 30}));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("p.vmunet"));
        const auto project = open("nobody");
        m_image = *project->images().add(
            imageOf(m_folder->filePath(QStringLiteral("i")), {40, 30}), hashOfText(QStringLiteral("i")));
    }

    void peopleAreToldOfEachOther()
    {
        const auto ada = open("Ada");
        const auto bert = open("Bert");
        QCOMPARE(ada->leases().beginSession(QStringLiteral("Ada"))->size(), std::size_t(0));
        const auto others = bert->leases().beginSession(QStringLiteral("Bert"));
        QCOMPARE(others->size(), std::size_t(1));
        QCOMPARE(others->front().annotator, QStringLiteral("Ada"));
        QCOMPARE(others->front().process, QCoreApplication::applicationPid());
        QVERIFY(ada->leases().endSession());
        const auto clara = open("Clara");
        QCOMPARE(clara->leases().beginSession(QStringLiteral("Clara"))->front().annotator, QStringLiteral("Bert"));
    }

    void anImageBelongsToWhoTookItFirst()
    {
        const auto ada = open("Ada");
        const auto bert = open("Bert");
        QVERIFY(ada->leases().beginSession(QStringLiteral("Ada")));
        QVERIFY(bert->leases().beginSession(QStringLiteral("Bert")));
        QVERIFY(ada->leases().take(m_image)->isOurs);
        const auto refused = bert->leases().take(m_image);
        QVERIFY(!refused->isOurs);
        QCOMPARE(refused->holder.annotator, QStringLiteral("Ada"));
        QVERIFY(edit(*ada));
        const auto overwritten = edit(*bert);
        QVERIFY(!overwritten);
        QCOMPARE(overwritten.error().code, ErrorCode::Invalid); // Final: not tried again and again.
        QVERIFY(overwritten.error().message.contains(QStringLiteral("Ada")));
        QVERIFY(!edit(*open("a script without a session")));
        QVERIFY(ada->leases().endSession());
        QVERIFY(bert->leases().take(m_image)->isOurs);
        QVERIFY(edit(*bert));
    }

    void whatADeadProgramHeldIsFreeAfterAWhile()
    {
        const auto ada = open("Ada");
        const auto bert = open("Bert");
        QVERIFY(ada->leases().beginSession(QStringLiteral("Ada")));
        QVERIFY(bert->leases().beginSession(QStringLiteral("Bert")));
        QVERIFY(ada->leases().take(m_image)->isOurs);
        for (int i = 0; i < 5; ++i) {
            pass(LeaseRepository::kLeaseSeconds / 2);
            QVERIFY(*ada->leases().heartbeat());
            QVERIFY(*bert->leases().heartbeat());
        }
        QVERIFY(!bert->leases().take(m_image)->isOurs);
        pass(LeaseRepository::kLeaseSeconds + 1); // Ada's computer sleeps.
        QVERIFY(*bert->leases().heartbeat());
        QVERIFY(bert->leases().take(m_image)->isOurs);
        QVERIFY(edit(*bert));
        QVERIFY(!*ada->leases().heartbeat());
        QVERIFY(!edit(*ada));
    }

    void whatAKilledProgramHeldIsFreeAtOnce()
    {
        if (processPlace().isEmpty()) {
            QSKIP("This system does not tell which processes live.");
        }
        // A session as a killed program leaves it: its process is one that has ended.
        QProcess ended;
        ended.start(QStringLiteral("sleep"), {QStringLiteral("60")});
        QVERIFY(ended.waitForStarted());
        const qint64 process = ended.processId();
        const auto ada = open("Ada");
        const auto pretendToBe = [&](qint64 number, const QString &place) {
            QVERIFY(Statement(ada->database(), QStringLiteral("DELETE FROM session")).run());
            QVERIFY(Statement(ada->database(), QStringLiteral("INSERT INTO session VALUES (?, 'Bert', 'here', ?, ?)"))
                        .bind(place + QStringLiteral("/b"))
                        .bind(number)
                        .bind(g_now + 30'000)
                        .run());
            QVERIFY(Statement(ada->database(), QStringLiteral("INSERT INTO lease VALUES (?, ?, ?)"))
                        .bind(m_image)
                        .bind(place + QStringLiteral("/b"))
                        .bind(g_now + 30'000)
                        .run());
        };
        pretendToBe(process, processPlace());
        QVERIFY(!edit(*ada)); // It lives.
        ended.kill();
        QVERIFY(ended.waitForFinished());
        QVERIFY(edit(*ada));
        QVERIFY(ada->leases().beginSession(QStringLiteral("Ada"))->empty());
        QVERIFY(ada->leases().take(m_image)->isOurs);
        // The same number elsewhere says nothing.
        pretendToBe(process, QStringLiteral("another-computer"));
        QVERIFY(!edit(*ada));
        QVERIFY(!ada->leases().take(m_image)->isOurs);
    }

    void aSleeperDoesNotPaintOverWhatHappenedMeanwhile()
    {
        const auto ada = open("Ada");
        QVERIFY(ada->leases().beginSession(QStringLiteral("Ada")));
        QVERIFY(ada->leases().take(m_image)->isOurs);
        QVERIFY(edit(*ada));
        pass(LeaseRepository::kLeaseSeconds + 1);
        {
            const auto bert = open("Bert");
            QVERIFY(bert->leases().beginSession(QStringLiteral("Bert")));
            QVERIFY(bert->leases().take(m_image)->isOurs);
            QVERIFY(edit(*bert));
        }
        QVERIFY(*ada->leases().heartbeat()); // The image is free again, but no longer what Ada sees.
        const auto stale = edit(*ada);
        QVERIFY(!stale);
        QVERIFY(stale.error().message.contains(QStringLiteral("open it again")));
        QVERIFY(ada->leases().take(m_image)->isOurs); // As opening the image does.
        QVERIFY(edit(*ada));
    }

    void aSleeperNobodyMissedGoesOn()
    {
        const auto ada = open("Ada");
        QVERIFY(ada->leases().beginSession(QStringLiteral("Ada")));
        QVERIFY(ada->leases().take(m_image)->isOurs);
        pass(LeaseRepository::kLeaseSeconds + 1);
        QVERIFY(edit(*ada));
        QVERIFY(*ada->leases().heartbeat());
        QVERIFY(edit(*ada));
    }

    void twoStudiosShareAFile()
    {
        ProjectStore first;
        ProjectStore second;
        QSignalSpy firstOpened(&first, &ProjectStore::opened);
        first.open(m_path);
        QVERIFY(firstOpened.wait());
        QVERIFY(first.others().empty());
        QSignalSpy secondOpened(&second, &ProjectStore::opened);
        second.open(m_path);
        QVERIFY(secondOpened.wait());
        QCOMPARE(second.others().size(), std::size_t(1));
        const auto openIn = [this](ProjectStore &store) {
            auto answer = store.query([this](Project &project) {
                return openAnnotation(project, imageOf(m_folder->filePath(QStringLiteral("i")), {40, 30}),
                    hashOfText(QStringLiteral("i")), LabelSet::lesion());
            });
            answer.waitForFinished();
            return *answer.result();
        };
        QVERIFY(!openIn(first).heldBy);
        QVERIFY(openIn(second).heldBy);
        QSignalSpy rejected(&second, &ProjectStore::rejected);
        second.appendEdit(m_image, randomEdit(m_random, {40, 30}));
        QVERIFY(rejected.wait());
        first.appendEdit(m_image, randomEdit(m_random, {40, 30}));
        QVERIFY(first.flush());
        QCOMPARE(second.pendingCount(), 0);
    }

    void aWriteProtectedProjectIsOpenedForReading()
    {
        if (geteuid() == 0) {
            QSKIP("nothing is write-protected for the superuser");
        }
        QVERIFY(QFile::setPermissions(m_path, QFile::ReadOwner));
        ProjectStore store;
        QSignalSpy opened(&store, &ProjectStore::opened);
        store.open(m_path);
        QVERIFY(opened.wait());
        QVERIFY(store.isReadOnly());
    }
};

QTEST_GUILESS_MAIN(LeaseTest)
#include "lease_test.moc"
