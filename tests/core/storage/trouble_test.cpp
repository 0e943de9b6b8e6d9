// SPDX-License-Identifier: GPL-3.0-or-later
// What can go wrong around an open project: nothing is lost, each is said, and work goes on once it is over.
#include "core/storage/project_store.h"
#include "core/storage/verify.h"
#include "support/project_fixture.h"
#include "support/sqlite_trouble.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace vmunet;
using namespace vmunet::test;

class TroubleTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<ProjectStore> m_store;
    ImageId m_image;
    QRandomGenerator m_random{11};
    Mask m_mask;

    void paint(int strokes)
    {
        for (int i = 0; i < strokes; ++i) {
            const EditRecord edit = randomEdit(m_random, {90, 70});
            m_mask.paste(edit.after, edit.area.topLeft());
            m_store->appendEdit(m_image, edit);
        }
    }

    /// Work goes on after `begin`, waits, and is on disk after `end`.
    void survive(const std::function<void()> &begin, const std::function<void()> &end, const QString &message)
    {
        paint(3);
        QVERIFY(m_store->flush());
        QSignalSpy failed(m_store.get(), &ProjectStore::writingFailed);
        QSignalSpy recovered(m_store.get(), &ProjectStore::writingRecovered);
        begin();
        paint(5);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 10000);
        const Error error = failed.front().front().value<Error>();
        QVERIFY2(error.message.contains(message), qPrintable(error.message));
        QVERIFY(error.message.contains(m_path));
        QVERIFY(!error.message.contains(QLatin1Char('\n')));
        QCOMPARE(m_store->pendingCount(), 5);
        QVERIFY(!m_store->flush(50));
        end();
        QVERIFY(recovered.count() == 1 || recovered.wait(10000));
        QVERIFY(m_store->flush());
        QCOMPARE(failed.count(), 1); // Said once, not at each attempt.
        m_store.reset();
        const auto project = Project::open(m_path);
        QVERIFY(project);
        QCOMPARE(*(*project)->annotations().mask(m_image, 0), m_mask);
        QCOMPARE(*(*project)->annotations().revisionCount(), 8);
        QVERIFY(verifyProject(**project, {.hashImages = false})->problems.isEmpty());
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(installTrouble()); }

    void init()
    {
        g_writeError = 0;
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir().mkpath(m_folder->filePath(QStringLiteral("share"))));
        m_path = m_folder->filePath(QStringLiteral("share/p.vmunet"));
        m_mask = Mask({90, 70});
        m_store = std::make_unique<ProjectStore>();
        m_store->setRetryInterval(20);
        QSignalSpy opened(m_store.get(), &ProjectStore::opened);
        m_store->open(m_path);
        QVERIFY(opened.wait());
        auto added = m_store->query([this](Project &project) {
            return project.images().add(
                imageOf(m_path + QStringLiteral(".png"), {90, 70}), hashOfText(QStringLiteral("i")));
        });
        added.waitForFinished();
        m_image = *added.result();
    }

    void cleanup()
    {
        g_writeError = 0;
        m_store.reset();
    }

    void aFullDisk()
    {
        survive([] { g_writeError = ENOSPC; }, [] { g_writeError = 0; }, QStringLiteral("disk is full"));
    }

    void aFailingDisk()
    {
        survive([] { g_writeError = EIO; }, [] { g_writeError = 0; }, QStringLiteral("cannot be used"));
    }

    void aFileThatIsMovedAndPutBack()
    {
        const QString elsewhere = m_folder->filePath(QStringLiteral("moved.vmunet"));
        survive([&] { QVERIFY(QFile::rename(m_path, elsewhere)); }, [&] { QVERIFY(QFile::rename(elsewhere, m_path)); },
            QStringLiteral("no longer where it was"));
    }

    void aNetworkFolderThatGoesAndComesBack()
    {
        const QString share = m_folder->filePath(QStringLiteral("share"));
        const QString away = m_folder->filePath(QStringLiteral("away"));
        survive([&] { QVERIFY(QDir().rename(share, away)); }, [&] { QVERIFY(QDir().rename(away, share)); },
            QStringLiteral("no longer where it was"));
    }

    void aFileLockedByAnotherProgram()
    {
        auto other = Project::open(m_path);
        QVERIFY(other);
        std::unique_ptr<Transaction> lock;
        m_store
            ->query([](Project &project) { // Else a write waits three seconds for the lock.
                return project.database().execute(QStringLiteral("PRAGMA busy_timeout=20"));
            })
            .waitForFinished();
        survive([&] { lock = std::make_unique<Transaction>((*other)->database()); },
            [&] {
                lock.reset();
                other = Error{ErrorCode::Io, {}};
            },
            QStringLiteral("in use by another program"));
    }

    void aDeletedFileIsNotWrittenToSilently()
    {
        paint(1);
        QVERIFY(m_store->flush());
        QSignalSpy failed(m_store.get(), &ProjectStore::writingFailed);
        QVERIFY(QFile::remove(m_path));
        paint(2);
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(m_store->pendingCount(), 2); // Still in memory, for a rescue copy.
        QVERIFY(!QFile::exists(m_path));
    }

    void aBackupTakenWhileSomebodyWritesIsOneMoment()
    {
        std::atomic<bool> stop{false};
        std::atomic<int> written{0};
        std::thread writer([&, path = m_path, image = m_image] {
            const auto project = Project::open(path);
            QRandomGenerator random(4);
            while (project && !stop) {
                written += bool((*project)->annotations().addEdit(image, randomEdit(random, {90, 70})));
            }
        });
        const auto reader = Project::open(m_path, Project::Mode::ReadOnly);
        for (int i = 0; i < 5; ++i) {
            const int before = written;
            QTRY_VERIFY(written > before + 3);
            const int least = written;
            const QString copy = m_folder->filePath(QStringLiteral("copy%1.vmunet").arg(i));
            const Status done = (*reader)->backUp(copy);
            const int most = written + 1;
            if (!done) {
                qWarning("%s", qPrintable(done.error().message));
                stop = true;
                break;
            }
            const auto backup = Project::open(copy);
            const qint64 revisions = *(*backup)->annotations().revisionCount();
            if (revisions < least || revisions > most
                || !verifyProject(**backup, {.hashImages = false})->problems.isEmpty()) {
                qWarning("%lld revisions, not %d to %d", static_cast<long long>(revisions), least, most);
                stop = true;
            }
        }
        const bool fine = !stop;
        stop = true;
        writer.join();
        QVERIFY(fine);
    }
};

QTEST_GUILESS_MAIN(TroubleTest)
#include "trouble_test.moc"
