// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/merge.h"

#include "core/base/file_hash.h"
#include "core/storage/relink.h"
#include "core/storage/rescue_copy.h"
#include "core/storage/statement.h"
#include "core/storage/verify.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class MergeTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_ours;
    std::unique_ptr<Project> m_theirs;
    QRandomGenerator m_random{9};

    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }

    ImageId addImage(Project &project, const char *name, int slices = 1)
    {
        return *project.images().add(imageOf(path(name), {50, 40}, slices), hashOfText(QLatin1String(name)));
    }

    RevisionId edit(Project &project, ImageId image, int slice = 0, quint64 step = 0)
    {
        EditRecord record = randomEdit(m_random, {50, 40}, slice);
        record.step = step;
        const auto revision = project.annotations().addEdit(image, record);
        QTest::qSleep(2); // Time stamps tell revisions apart.
        return *revision;
    }

    /// A second project that begins as a copy of the first.
    void part()
    {
        QVERIFY(m_ours->backUp(path("copy.vmunet")));
        m_theirs = *Project::open(path("copy.vmunet"));
        m_theirs->annotators().setCurrent(QStringLiteral("Bert"));
    }

    static Mask maskOf(Project &project, ImageId image, int slice = 0)
    {
        return *project.annotations().mask(image, slice);
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_ours = *Project::create(path("ours.vmunet"));
        m_ours->annotators().setCurrent(QStringLiteral("Ada"));
        m_theirs = *Project::create(path("theirs.vmunet"));
        m_theirs->annotators().setCurrent(QStringLiteral("Bert"));
    }

    void imagesOfTwoPeopleComeTogether()
    {
        addImage(*m_theirs, "before"); // So that ids differ.
        const ImageId shared = addImage(*m_ours, "shared");
        const ImageId theirs = addImage(*m_theirs, "theirs", 3);
        const ImageId theirShared = addImage(*m_theirs, "shared");
        edit(*m_ours, shared);
        ModelRecord base;
        base.sha256 = hashOfText(QStringLiteral("m"));
        base.task = QStringLiteral("dermoscopy");
        PredictionInfo info;
        info.model = *m_theirs->models().add(base);
        const ProbabilityMap map{.size = {50, 40}, .classes = 1, .values = QByteArray(2000, '\x70')};
        QVERIFY(m_theirs->annotations().addPrediction(theirs, 1, maskAtThreshold(map, 0.3), map, info));
        edit(*m_theirs, theirs, 0, 4);
        edit(*m_theirs, theirs, 2, 4);
        QVERIFY(m_theirs->annotations().reviewNewest(theirs, 2, ReviewStatus::Approved, QStringLiteral("fine")));
        QVERIFY(m_theirs->worklist().addTag({theirs, theirShared}, QStringLiteral("hers")));
        QVERIFY(m_theirs->worklist().addTime(theirs, QDateTime::currentDateTime(), 30));
        QVERIFY(m_theirs->images().setLabels(theirs, LabelSet::synapseOrgans()));

        const auto report = mergeProject(*m_ours, *m_theirs);
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->newImages, 2);
        QCOMPARE(report->knownImages, 1);
        QCOMPARE(report->newRevisions, 3);
        QCOMPARE(report->newReviews, 1);
        QVERIFY(report->conflicts.empty());
        const ImageId arrived = *m_ours->images().findByHash(hashOfText(QStringLiteral("theirs")));
        for (int slice = 0; slice < 3; ++slice) {
            QCOMPARE(maskOf(*m_ours, arrived, slice), maskOf(*m_theirs, theirs, slice));
        }
        QCOMPARE(m_ours->annotations().probabilities(arrived)->front().map, map);
        QCOMPARE(m_ours->images().labels(arrived)->labels().size(), std::size_t(8));
        QCOMPARE(m_ours->annotations().reviews(arrived)->front().comment, QStringLiteral("fine"));
        QCOMPARE(m_ours->annotations().reviews(arrived)->front().reader, QStringLiteral("Bert"));
        const auto history = m_ours->annotations().history(arrived);
        QCOMPARE(history->at(0).step, history->at(1).step);
        QCOMPARE(history->at(0).annotator, QStringLiteral("Bert"));
        QCOMPARE(m_ours->worklist().page({.text = QStringLiteral("hers")})->size(), std::size_t(2));
        QCOMPARE(m_ours->worklist().page({.order = WorklistOrder::Seconds, .descending = true})->front().seconds, 30.0);
        QVERIFY(verifyProject(*m_ours, {.hashImages = false})->problems.isEmpty());

        const auto again = mergeProject(*m_ours, *m_theirs);
        QVERIFY(again);
        QCOMPARE(again->newImages + again->newRevisions + again->newReviews, 0);
        QCOMPARE(m_ours->worklist().page({.order = WorklistOrder::Seconds, .descending = true})->front().seconds, 30.0);
    }

    void theLongerHistoryGoesOn()
    {
        const ImageId image = addImage(*m_ours, "i", 2);
        edit(*m_ours, image, 0);
        edit(*m_ours, image, 1);
        part();
        edit(*m_theirs, image, 0); // Bert went on with slice 0, Ada with slice 1.
        edit(*m_ours, image, 1);
        const Mask adas = maskOf(*m_ours, image, 1);
        const auto report = mergeProject(*m_ours, *m_theirs);
        QVERIFY(report);
        QCOMPARE(report->newRevisions, 1);
        QVERIFY(report->conflicts.empty());
        QCOMPARE(maskOf(*m_ours, image, 0), maskOf(*m_theirs, image, 0));
        QCOMPARE(maskOf(*m_ours, image, 1), adas);
    }

    void whatBothChangedIsListedAndStays()
    {
        const ImageId image = addImage(*m_ours, "i");
        edit(*m_ours, image);
        part();
        edit(*m_ours, image);
        edit(*m_theirs, image);
        edit(*m_theirs, image);
        QVERIFY(m_theirs->annotations().reviewNewest(image, 0, ReviewStatus::Approved));
        const Mask ours = maskOf(*m_ours, image);
        const auto report = mergeProject(*m_ours, *m_theirs);
        QVERIFY(report);
        QCOMPARE(report->conflicts.size(), std::size_t(1));
        QCOMPARE(report->conflicts.front().ownRevisions, 1);
        QCOMPARE(report->conflicts.front().otherRevisions, 2);
        QCOMPARE(report->newRevisions + report->newReviews, 0);
        QCOMPARE(maskOf(*m_ours, image), ours);
    }

    void anInterruptedMergeLeavesNothing()
    {
        const ImageId image = addImage(*m_theirs, "i");
        edit(*m_theirs, image);
        CancelFlag cancel;
        cancel.cancel();
        QCOMPARE(mergeProject(*m_ours, *m_theirs, cancel).error().code, ErrorCode::Cancelled);
        QCOMPARE(*m_ours->images().count(), 0);
    }

    void aRescueCopyComesHome()
    {
        const ImageId image = addImage(*m_ours, "i", 2);
        Mask painted({50, 40});
        painted.fill({3, 4, 10, 11}, Label{1});
        const RescueContent content{.image = imageOf(path("i"), {50, 40}, 2),
            .sha256 = hashOfText(QStringLiteral("i")),
            .labels = LabelSet::lesion(),
            .masks = {Mask({50, 40}), painted}};
        QVERIFY(writeRescueCopy(path("rescue.vmunet"), content));
        QVERIFY(!writeRescueCopy(path("rescue.vmunet"), content));
        const auto rescued = Project::open(path("rescue.vmunet"), Project::Mode::ReadOnly);
        const auto report = mergeProject(*m_ours, **rescued);
        QVERIFY(report);
        QCOMPARE(report->newRevisions, 1);
        QCOMPARE(maskOf(*m_ours, image, 1), painted);
    }

    void movedImagesAreFoundByContent()
    {
        QVERIFY(QDir().mkpath(path("archive/deep")));
        writeFile(path("a.png"), "picture a");
        writeFile(path("b.png"), "picture b");
        const ImageId a = *m_ours->images().add(imageOf(path("a.png"), {5, 5}), *sha256OfPath(path("a.png")));
        const ImageId b = *m_ours->images().add(imageOf(path("b.png"), {5, 5}), *sha256OfPath(path("b.png")));
        addImage(*m_ours, "lost.png");
        QVERIFY(QFile::rename(path("a.png"), path("archive/a.png")));
        QVERIFY(QFile::rename(path("b.png"), path("archive/deep/renamed.png")));
        writeFile(path("archive/deep/b.png"), "another picture of that name");
        const auto report = relinkImages(*m_ours, path("archive"));
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->moved.size(), std::size_t(2));
        QCOMPARE(report->missing, QStringList{path("lost.png")});
        QCOMPARE(m_ours->images().record(a)->path, path("archive/a.png"));
        QCOMPARE(m_ours->images().record(b)->path, path("archive/deep/renamed.png"));
        QCOMPARE(relinkImages(*m_ours, path("nowhere")).error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(MergeTest)
#include "merge_test.moc"
