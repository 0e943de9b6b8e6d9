// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/project_store.h"

#include "core/editing/document.h"
#include "core/storage/stored_annotation.h"
#include "support/project_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class ProjectStoreTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    /// Opens the store and puts one image in.
    static ImageId prepare(ProjectStore &store, const QString &path, QSize size)
    {
        QSignalSpy opened(&store, &ProjectStore::opened);
        store.open(path);
        if (!opened.wait()) {
            return {};
        }
        auto added = store.query([=](Project &project) {
            return project.images().add(imageOf(path + QStringLiteral(".png"), size), hashOfText(QStringLiteral("i")));
        });
        added.waitForFinished();
        return *added.result();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("p.vmunet"));
    }

    void strokesOfADocumentAreInTheFileInOrder()
    {
        Image image = imageOf(QStringLiteral("i.png"), {200, 150});
        Document document(image, LabelSet::lesion());
        ImageId id;
        {
            ProjectStore store;
            id = prepare(store, m_path, {200, 150});
            QVERIFY(id);
            QSignalSpy committed(&store, &ProjectStore::committed);
            connect(&document, &Document::editCommitted, &store,
                [&](const EditRecord &edit) { store.appendEdit(id, edit); });
            QRandomGenerator random(1);
            for (int i = 0; i < 60; ++i) {
                const QPointF at(random.bounded(200), random.bounded(150));
                document.beginStroke(at, 20, Label(random.bounded(2)));
                document.extendStroke(at, at + QPointF(15, 5));
                document.endStroke();
                if (i % 7 == 0) {
                    document.undo();
                }
            }
            QVERIFY(store.flush());
            QCOMPARE(store.pendingCount(), 0);
            QTRY_VERIFY(committed.count() > 40);
            for (int i = 0; i < committed.count(); ++i) {
                QCOMPARE(committed[i][0].toULongLong(), quint64(i + 1));
            }
        }
        const auto project = Project::open(m_path);
        QCOMPARE(*(*project)->annotations().mask(id, 0), document.currentMask());
    }

    void whatIsPendingIsWrittenOnClosing()
    {
        QRandomGenerator random(1);
        ImageId id;
        {
            ProjectStore store;
            id = prepare(store, m_path, {100, 100});
            for (int i = 0; i < 200; ++i) {
                store.appendEdit(id, randomEdit(random, {100, 100}));
            }
        }
        QCOMPARE(*(*Project::open(m_path))->annotations().revisionCount(), 200);
    }

    void aFullDiskKeepsTheWorkUntilThereIsRoom()
    {
        ProjectStore store;
        store.setRetryInterval(20);
        const ImageId id = prepare(store, m_path, {400, 400});
        QSignalSpy failed(&store, &ProjectStore::writingFailed);
        QSignalSpy recovered(&store, &ProjectStore::writingRecovered);
        const auto limitPages = [&store](const QString &count) {
            store
                .query([count](Project &project) {
                    return project.database().execute(QStringLiteral("PRAGMA max_page_count=") + count);
                })
                .waitForFinished();
        };
        limitPages(QStringLiteral("1"));
        QRandomGenerator random(2);
        Mask noise({400, 400});
        for (int i = 0; i < 100000; ++i) {
            noise.set({random.bounded(400), random.bounded(400)}, Label(random.bounded(256)));
        }
        Mask expected({400, 400});
        const EditRecord large{.area = noise.rect(), .after = noise, .name = {}};
        const EditRecord after = randomEdit(random, {400, 400});
        store.appendEdit(id, large);
        store.appendEdit(id, after);
        expected.paste(large.after, {});
        expected.paste(after.after, after.area.topLeft());
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed[0][0].value<Error>().message.contains(QStringLiteral("disk is full")));
        const Status waiting = store.flush(50);
        QVERIFY(!waiting);
        QCOMPARE(store.pendingCount(), 2);

        limitPages(QStringLiteral("1000000"));
        QVERIFY(store.flush());
        QTRY_COMPARE(recovered.count(), 1);
        QCOMPARE(failed.count(), 1);
        auto mask = store.query([id](Project &project) { return project.annotations().mask(id, 0); });
        mask.waitForFinished();
        QCOMPARE(*mask.result(), expected);
    }

    void hopelessWritesAreRejectedAndTheRestGoesOn()
    {
        ProjectStore store;
        const ImageId id = prepare(store, m_path, {10, 10});
        QSignalSpy rejected(&store, &ProjectStore::rejected);
        QSignalSpy committed(&store, &ProjectStore::committed);
        QRandomGenerator random(3);
        const quint64 wrong = store.appendEdit(ImageId{99}, randomEdit(random, {10, 10}));
        store.appendEdit(id, randomEdit(random, {10, 10}));
        store.appendReview(id, 0, ReviewStatus::Approved);
        store.appendReview(id, 5, ReviewStatus::Approved);
        QVERIFY(store.flush());
        QTRY_COMPARE(rejected.count(), 2);
        QCOMPARE(rejected[0][0].toULongLong(), wrong);
        QCOMPARE(committed.count(), 2);
    }

    void withoutAProjectEverythingFailsPolitely()
    {
        ProjectStore store;
        QSignalSpy failed(&store, &ProjectStore::openFailed);
        writeFile(m_path, "no project");
        store.open(m_path);
        QVERIFY(failed.wait());
        QSignalSpy rejected(&store, &ProjectStore::rejected);
        store.appendReview(ImageId{1}, 0, ReviewStatus::Approved);
        QVERIFY(rejected.wait());
        auto answer = store.query([](Project &project) { return project.images().count(); });
        answer.waitForFinished();
        QVERIFY(!answer.result());
        QVERIFY(store.path().isEmpty());
    }

    void answersArriveOnTheAskingThread()
    {
        ProjectStore store;
        QVERIFY(prepare(store, m_path, {10, 10}));
        int images = 0;
        QThread *where = nullptr;
        store.query([](Project &project) { return project.images().count(); })
            .then(this, [&](const Result<int> &count) {
                images = *count;
                where = QThread::currentThread();
            });
        QTRY_COMPARE(images, 1);
        QCOMPARE(where, thread());
    }
};

QTEST_GUILESS_MAIN(ProjectStoreTest)
#include "project_store_test.moc"
