// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/run_folder.h"
#include "inference/training/run_report.h"
#include "inference/training/run_split.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <set>

using namespace vmunet;

namespace {

TrainingSet setOf(int samples)
{
    TrainingSet set;
    set.layout = QStringLiteral("folder");
    set.classNames = {QStringLiteral("lesion")};
    for (int i = 0; i < samples; ++i) {
        TrainingSample sample;
        sample.id = QStringLiteral("image%1").arg(i);
        sample.group = QStringLiteral("patient%1").arg(i / 2);
        set.samples.push_back(sample);
    }
    splitByGroup(set, 0.2);
    return set;
}

} // namespace

class RunFolderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void metricsSurviveAndAreCutAtTheEpoch()
    {
        const QTemporaryDir parent;
        const RunFolder folder(parent.filePath(QStringLiteral("run")));
        QVERIFY(folder.create());
        const std::vector<EpochRecord> records{
            {1, 1e-3, 0.91234567, 0.8, 0.7, 12.5}, {2, 9e-4, 0.8, std::nan(""), std::nan(""), 13}};
        QVERIFY(folder.writeMetrics(records));
        const auto all = folder.readMetrics(2);
        QVERIFY(all);
        QCOMPARE(int(all->size()), 2);
        QCOMPARE(all->front().trainLoss, records.front().trainLoss);
        QVERIFY(std::isnan(all->back().validationLoss));
        QCOMPARE(int(folder.readMetrics(1)->size()), 1);
        QCOMPARE(int(RunFolder(parent.filePath(QStringLiteral("other"))).readMetrics(9)->size()), 0);
    }

    void aRunIsNotOverwritten()
    {
        const QTemporaryDir parent;
        const RunFolder folder(parent.path());
        QVERIFY(folder.create());
        QVERIFY(folder.writeConfig({}));
        QVERIFY(folder.create()); // Failed before its first checkpoint: nothing was kept.
        QVERIFY(writeWhole(folder.latestPath(), "checkpoint"));
        const Status again = folder.create();
        QVERIFY(!again);
        QVERIFY2(again.error().message.contains(parent.path()), qPrintable(again.error().message));
    }

    void aFailedWriteNamesTheFile()
    {
        const Status written = writeWhole(QStringLiteral("/nonexistent/folder/file.csv"), "content");
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(written.error().message.contains(QStringLiteral("/nonexistent/folder/file.csv")));
    }

    void validationComesOutOfTheTrainingPartByGroup()
    {
        const TrainingSet set = setOf(400);
        const RunSplit split = splitForRun(set, 0.1);
        QCOMPARE(split.training.size() + split.validation.size() + split.heldOut.size(), set.samples.size());
        QVERIFY(split.validation.size() > 10 && split.validation.size() < 70);
        std::set<QString> training;
        for (const int index : split.training) {
            QCOMPARE(int(set.samples[size_t(index)].split), int(Split::Training));
            training.insert(set.samples[size_t(index)].group);
        }
        for (const int index : split.validation) {
            QCOMPARE(int(set.samples[size_t(index)].split), int(Split::Training));
            QVERIFY(!training.contains(set.samples[size_t(index)].group));
        }
        TrainingSet lone = setOf(2);
        splitByGroup(lone, 0);
        QCOMPARE(int(splitForRun(lone, 0.999).training.size()), 2);
        const RunSplit published = splitForRun(set, 0);
        QCOMPARE(published.validation, published.heldOut);
    }

    void reportIsSelfContainedAndEscapesNames()
    {
        TrainingSet set = setOf(4);
        set.excluded.push_back({QStringLiteral("<script>"), QStringLiteral("no mask")});
        const RunSplit split = splitForRun(set, 0);
        RunSummary summary;
        summary.heldOut.cases.push_back(
            {QStringLiteral("a&b"), std::nan(""), 0.9, {EvaluationScores()}, {EvaluationScores()}});
        const std::vector<EpochRecord> records{{1, 1e-3, 0.9, 0.8, 0.7, 1}, {2, 1e-3, 0.7, 0.6, 0.8, 1}};
        const QByteArray page = runReport({set, {}, split, records, summary});
        QVERIFY(page.contains("<svg"));
        QVERIFY(page.contains("polyline"));
        QVERIFY(page.contains("a&amp;b"));
        QVERIFY(!page.contains("<script"));
        QVERIFY(!page.contains("http"));
    }
};

QTEST_GUILESS_MAIN(RunFolderTest)
#include "run_folder_test.moc"
