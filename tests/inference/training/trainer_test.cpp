// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/trainer.h"

#include "inference/training/evaluation.h"
#include "inference/training/run_folder.h"
#include "tests/inference/training/tiny_data.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

TrainingConfig tinyConfig()
{
    TrainingConfig config = *configOfRecipe(QStringLiteral("default"), ImagingTask::Dermoscopy);
    config.epochs = 3;
    config.batchSize = 3;
    config.inputSide = 32;
    config.dims = {8, 16, 32, 64};
    config.encoderDepths = {1, 1, 1, 1};
    config.decoderDepths = {1, 1, 1, 1};
    config.stateSize = 4;
    config.warmupEpochs = 1;
    config.dropPathRate = 0.2;
    config.validationFraction = 0.25;
    config.device = QStringLiteral("cpu");
    config.threads = 1;
    return config;
}

// Stops after so many steps in all; -1: never.
class StoppingObserver : public TrainingObserver {
public:
    explicit StoppingObserver(int stopAfter = -1)
        : m_stopAfter(stopAfter)
    {
    }
    void onStep(const StepEvent &event) override
    {
        ++steps;
        QVERIFY(event.secondsLeft >= 0);
    }
    void onEpoch(const EpochEvent &) override { ++epochs; }
    RunOrder order() override { return steps == m_stopAfter ? RunOrder::Stop : RunOrder::GoOn; }

    int steps = 0;
    int epochs = 0;

private:
    int m_stopAfter;
};

void compareMetrics(const QString &run, const QString &expected)
{
    const auto a = RunFolder(run).readMetrics(99);
    const auto b = RunFolder(expected).readMetrics(99);
    QVERIFY(a && b);
    QCOMPARE(a->size(), b->size());
    for (size_t i = 0; i < a->size(); ++i) {
        QCOMPARE((*a)[i].epoch, (*b)[i].epoch);
        QCOMPARE((*a)[i].learningRate, (*b)[i].learningRate);
        QCOMPARE((*a)[i].trainLoss, (*b)[i].trainLoss);
        QCOMPARE((*a)[i].validationLoss, (*b)[i].validationLoss);
        QCOMPARE((*a)[i].validationDice, (*b)[i].validationDice);
    }
}

} // namespace

class TrainerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::writeTinyPhotographs(m_folder.filePath(QStringLiteral("data")), 16);
        Result<TrainingSet> set = readLayout(m_folder.filePath(QStringLiteral("data")), QStringLiteral("folder"), 0.2);
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        m_set = *set;
        StoppingObserver observer;
        const Result<RunSummary> summary = train(m_set, tinyConfig(), run("whole"), observer);
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().message));
        m_summary = *summary;
        QCOMPARE(observer.epochs, 3);
        m_stepsPerEpoch = observer.steps / 3;
        QVERIFY(m_stepsPerEpoch >= 2);
    }

    void aRunLeavesAllItsFiles()
    {
        QVERIFY(!m_summary.stopped);
        QCOMPARE(m_summary.epochsDone, 3);
        for (const char *name : {"config.json", "manifest.json", "metrics.csv", "best.pth", "latest.pth",
                 "best.safetensors", "report.html"}) {
            QVERIFY2(QFile::exists(RunFolder(run("whole")).file(name)), name);
        }
        QVERIFY(!m_summary.heldOut.cases.empty());
        QVERIFY(m_summary.heldOut.diceAfter >= 0 && m_summary.heldOut.diceAfter <= 1);
        QVERIFY(std::isnan(m_summary.heldOut.diceBefore));
    }

    void theLossGoesDown()
    {
        const auto records = RunFolder(run("whole")).readMetrics(99);
        QVERIFY(records);
        QVERIFY(records->back().trainLoss < records->front().trainLoss);
    }

    void theSameSeedGivesTheSameBits()
    {
        StoppingObserver observer;
        QVERIFY(train(m_set, tinyConfig(), run("again"), observer));
        compareMetrics(run("again"), run("whole"));
        const auto bytes = [](const QString &path) { return *readWhole(path); };
        QVERIFY(bytes(RunFolder(run("again")).bestPath()) == bytes(RunFolder(run("whole")).bestPath()));
    }

    void aStoppedRunGoesOnToTheSameNumbers_data()
    {
        QTest::addColumn<int>("stopAfter");
        QTest::newRow("in the first epoch") << 1;
        QTest::newRow("between epochs") << m_stepsPerEpoch;
        QTest::newRow("in the second epoch") << m_stepsPerEpoch + 1;
    }

    void aStoppedRunGoesOnToTheSameNumbers()
    {
        QFETCH(int, stopAfter);
        const QString folder = m_folder.filePath(QStringLiteral("stopped%1").arg(stopAfter));
        StoppingObserver stopping(stopAfter);
        const Result<RunSummary> stopped = train(m_set, tinyConfig(), folder, stopping);
        QVERIFY(stopped);
        QVERIFY(stopped->stopped);
        QCOMPARE(stopping.steps, stopAfter);
        StoppingObserver going;
        const Result<RunSummary> finished = resumeTraining(folder, going);
        QVERIFY2(finished, finished ? "" : qPrintable(finished.error().message));
        QVERIFY(!finished->stopped);
        QCOMPARE(stopping.steps + going.steps, 3 * m_stepsPerEpoch);
        compareMetrics(folder, run("whole"));
        QCOMPARE(finished->heldOut.diceAfter, m_summary.heldOut.diceAfter);
    }

    void fineTuningBeginsFromTheModel()
    {
        TrainingConfig config = *configOfRecipe(QStringLiteral("fine-tune"), ImagingTask::Dermoscopy);
        config.baseModel = m_summary.modelPath;
        config.epochs = 1;
        config.batchSize = 4;
        config.device = QStringLiteral("cpu");
        config.threads = 1;
        StoppingObserver observer;
        const Result<RunSummary> summary = train(m_set, config, run("fine-tuned"), observer);
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().message));
        QCOMPARE(summary->heldOut.diceBefore, m_summary.heldOut.diceAfter);
        const Result<TrainingConfig> stored = RunFolder(run("fine-tuned")).readConfig(ImagingTask::Dermoscopy);
        QVERIFY(stored);
        QCOMPARE(stored->inputSide, 32); // The model's own.
        QCOMPARE(stored->dims, tinyConfig().dims);
    }

    void aModelForOtherStructuresIsRefused()
    {
        TrainingSet set = m_set;
        set.classNames = {QStringLiteral("a"), QStringLiteral("b")};
        TrainingConfig config = tinyConfig();
        config.baseModel = m_summary.modelPath;
        StoppingObserver observer;
        const Result<RunSummary> summary = train(set, config, run("refused"), observer);
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::Invalid);
        QVERIFY(!QFile::exists(run("refused")));
    }

    void aLossThatIsNoNumberStopsTheRun()
    {
        TrainingConfig config = tinyConfig();
        config.learningRate = 1e30;
        config.warmupEpochs = 0;
        config.emaDecay = 0;
        StoppingObserver observer;
        const Result<RunSummary> summary = train(m_set, config, run("nan"), observer);
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::Corrupt);
        QVERIFY2(summary.error().message.contains(QStringLiteral("batch"))
                && summary.error().message.contains(QStringLiteral("case")),
            qPrintable(summary.error().message));
    }

    void changedImagesAreNotGoneOnWith()
    {
        const QString data = m_folder.filePath(QStringLiteral("changing"));
        test::writeTinyPhotographs(data, 8);
        const Result<TrainingSet> set = readLayout(data, QStringLiteral("folder"), 0);
        QVERIFY(set);
        StoppingObserver stopping(1);
        QVERIFY(train(*set, tinyConfig(), run("changing"), stopping));
        QFile file(set->samples.front().imagePath);
        QVERIFY(file.open(QIODevice::Append));
        file.write("x");
        file.close();
        StoppingObserver going;
        const Result<RunSummary> summary = resumeTraining(run("changing"), going);
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::Corrupt);
    }

    void evaluationNeedsTheSameClasses()
    {
        TrainingSet set = m_set;
        set.classNames = {QStringLiteral("a"), QStringLiteral("b")};
        const Result<Evaluation> evaluation = evaluateModel(m_summary.modelPath, set, {0}, {});
        QVERIFY(!evaluation);
        QCOMPARE(evaluation.error().code, ErrorCode::Invalid);
        QVERIFY(!evaluateModel(run("missing.safetensors"), m_set, {0}, {}));
    }

private:
    QString run(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
    TrainingSet m_set;
    RunSummary m_summary;
    int m_stepsPerEpoch = 0;
};

QTEST_GUILESS_MAIN(TrainerTest)
#include "trainer_test.moc"
