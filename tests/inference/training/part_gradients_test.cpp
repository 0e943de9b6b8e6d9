// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/part_gradients.h"

#include "inference/training/class_sums.h"
#include "inference/training/run_folder.h"
#include "inference/training/trainable_network.h"
#include "inference/training/trainer.h"
#include "tests/inference/training/tiny_batch.h"
#include "tests/inference/training/tiny_data.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/CPUAllocator.h>

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cstring>

using namespace vmunet;
using namespace vmunet::test;

namespace {

/// Refuses to hand out more than a limit, as a small machine would, but for what is so large that only the working
/// memory of a library can be meant, which does not depend on the batch.
class NarrowAllocator : public c10::Allocator {
public:
    c10::DataPtr allocate(size_t bytes) override
    {
        if (bytes > limit && bytes < ceiling) {
            ++refusals;
            TORCH_CHECK_WITH(OutOfMemoryError, false, "out of memory: ", bytes);
        }
        return m_inner->allocate(bytes);
    }
    c10::DeleterFnPtr raw_deleter() const override { return m_inner->raw_deleter(); }
    void copy_data(void *to, const void *from, std::size_t count) const override { std::memcpy(to, from, count); }

    std::atomic<size_t> limit{~size_t{0}};
    std::atomic<size_t> ceiling{~size_t{0}};
    std::atomic<int> refusals{0};

private:
    c10::Allocator *m_inner = c10::GetDefaultCPUAllocator();
};

NarrowAllocator narrowAllocator;

class Notes : public TrainingObserver {
public:
    void onNote(const QString &line) override { notes.append(line); }
    void onStep(const StepEvent &event) override { loss = event.loss; }
    RunOrder order() override { return asked++ == stopAt ? RunOrder::Stop : RunOrder::GoOn; }

    QStringList notes;
    double loss = 0;
    int asked = 0;
    int stopAt = -1;
};

TrainingConfig tinyConfig()
{
    TrainingConfig config = *configOfRecipe(QStringLiteral("default"), ImagingTask::Dermoscopy);
    config.epochs = 2;
    config.batchSize = 8;
    config.inputSide = 32;
    config.dims = {8, 16, 32, 64};
    config.encoderDepths = {1, 1, 1, 1};
    config.decoderDepths = {1, 1, 1, 1};
    config.stateSize = 4;
    config.dropPathRate = 0;
    config.validationFraction = 0.25;
    config.device = QStringLiteral("cpu");
    config.threads = 1;
    return config;
}

} // namespace

class PartGradientsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        at::set_num_threads(1);
        test::writeTinyPhotographs(m_folder.filePath(QStringLiteral("data")), 16);
        Result<TrainingSet> set = readLayout(m_folder.filePath(QStringLiteral("data")), QStringLiteral("folder"), 0);
        QVERIFY(set);
        m_set = *set;
    }

    void partsAddUpToTheWholeBatch_data()
    {
        QTest::addColumn<int>("classes");
        QTest::addColumn<bool>("odd");
        QTest::newRow("one class") << 1 << false;
        QTest::newRow("several classes") << 4 << false;
        QTest::newRow("weights") << 1 << true;
        QTest::newRow("weights and an ignored label") << 4 << true;
    }

    void partsAddUpToTheWholeBatch()
    {
        QFETCH(int, classes);
        QFETCH(bool, odd);
        LossOptions loss;
        if (odd) {
            loss.classWeights = classes == 1 ? std::vector<double>{1, 4} : std::vector<double>{1, 2, 3, 4};
            loss.ignoreLabel = classes == 1 ? -1 : 2;
        }
        const Batch batch = batchFor(classes, 5);
        VmUnet whole = tinyNetwork(classes);
        VmUnet parts = tinyNetwork(classes);
        const auto gradients = [&](VmUnet &network, int largest) {
            return PartGradients(
                [&network](const at::Tensor &images) { return network->logits(images); }, classes, loss, at::kCPU)
                .add(batch, {.largest = largest});
        };
        const StepResult expected = gradients(whole, 0);
        const StepResult got = gradients(parts, 2); // 2, 2 and 1.
        QVERIFY(std::abs(got.loss - expected.loss) < 2e-6);
        const double worst = worstDifference(whole, parts);
        QVERIFY2(worst < 2e-4, // As near as gradients are to the published implementation's.
            qPrintable(QString::number(worst)));
    }

    void ignoredPixelsHaveNoGradientAndWeightsShiftIt()
    {
        const at::Tensor logits = at::randn({2, 3, 4, 4}).requires_grad_(true);
        const at::Tensor labels = at::randint(3, {2, 4, 4}).to(at::kLong);
        const LossOptions ignoring{{}, 1};
        segmentationLoss(logits, labels, 3, ignoring).backward();
        const at::Tensor ignored = labels.eq(1).unsqueeze(1).expand_as(logits);
        QCOMPARE(logits.grad().masked_select(ignored).abs().max().item<float>(), 0.0f);
        QVERIFY(logits.grad().masked_select(ignored.logical_not()).abs().min().item<float>() > 0);
        const LossOptions even{{5, 5, 5}, -1}; // Only ratios count.
        const at::Tensor plain = segmentationLoss(logits, labels, 3);
        QVERIFY(std::abs((segmentationLoss(logits, labels, 3, even) - plain).item<float>()) < 2e-6f);
        const LossOptions uneven{{1, 1, 9}, -1};
        QVERIFY(std::abs((segmentationLoss(logits, labels, 3, uneven) - plain).item<float>()) > 1e-3f);
    }

    void anAccumulatedRunIsThatOfTheBiggerBatch()
    {
        Notes notes;
        TrainingConfig whole = tinyConfig();
        TrainingConfig accumulated = tinyConfig();
        accumulated.batchSize = 2;
        accumulated.accumulateSteps = 4;
        QVERIFY(train(m_set, whole, path("whole"), notes));
        QVERIFY(train(m_set, accumulated, path("accumulated"), notes));
        const auto a = RunFolder(path("whole")).readMetrics(99);
        const auto b = RunFolder(path("accumulated")).readMetrics(99);
        QVERIFY(a && b);
        QCOMPARE(a->size(), b->size());
        for (size_t i = 0; i < a->size(); ++i) {
            QVERIFY(std::abs((*a)[i].trainLoss - (*b)[i].trainLoss) < 1e-4);
            QCOMPARE((*a)[i].learningRate, (*b)[i].learningRate);
        }
    }

    void aStopInTheMiddleOfAnAccumulationGoesOnToTheSameBits()
    {
        TrainingConfig config = tinyConfig();
        config.batchSize = 2;
        config.accumulateSteps = 4;
        config.dropPathRate = 0.3;
        Notes uninterrupted;
        QVERIFY(train(m_set, config, path("through"), uninterrupted));
        // The checks ask too: count from the first step on.
        Notes stopping;
        stopping.stopAt = int(2 * m_set.samples.size()) + 1; // Between the first batch's parts.
        const Result<RunSummary> stopped = train(m_set, config, path("stopped"), stopping);
        QVERIFY(stopped && stopped->stopped);
        QCOMPARE(stopping.loss, 0.0); // No step was finished.
        Notes going;
        QVERIFY(resumeTraining(path("stopped"), going));
        QVERIFY(*readWhole(RunFolder(path("stopped")).bestPath()) == *readWhole(RunFolder(path("through")).bestPath()));
    }

    void memoryThatRunsOutHalvesTheBatch()
    {
        c10::SetCPUAllocator(&narrowAllocator, 100);
        // A batch of eight images, but not what the network's last expansion makes of them.
        narrowAllocator.limit = size_t{8} * 3 * 64 * 64 * 4 + 4096;
        narrowAllocator.ceiling = 2 * narrowAllocator.limit;
        Notes notes;
        TrainingConfig config = tinyConfig();
        config.inputSide = 64;
        config.dims = {16, 32, 64, 128};
        config.augmentation = {}; // It needs a margin, for the whole batch.
        const Result<RunSummary> summary = train(m_set, config, path("narrow"), notes);
        narrowAllocator.ceiling = ~size_t{0};
        narrowAllocator.limit = ~size_t{0};
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().message));
        QVERIFY(narrowAllocator.refusals > 0);
        QVERIFY2(
            summary->imagesAtOnce > 0 && summary->imagesAtOnce < 8, qPrintable(QString::number(summary->imagesAtOnce)));
        QCOMPARE(notes.notes.filter(QStringLiteral("Memory ran out")).isEmpty(), false);
        Notes roomy;
        QVERIFY(train(m_set, config, path("roomy"), roomy));
        const auto a = RunFolder(path("narrow")).readMetrics(99);
        const auto b = RunFolder(path("roomy")).readMetrics(99);
        QVERIFY(std::abs(a->back().trainLoss - b->back().trainLoss) < 1e-4);
    }

    void memoryForNotEvenOneImageIsAnError()
    {
        c10::SetCPUAllocator(&narrowAllocator, 100);
        Notes notes;
        TrainingConfig config = tinyConfig();
        config.inputSide = 96;
        narrowAllocator.limit = size_t{2} * 96 * 96 * 4;
        config.batchSize = 1;
        const Result<RunSummary> summary = train(m_set, config, path("none"), notes);
        narrowAllocator.limit = ~size_t{0};
        QVERIFY(!summary);
        QCOMPARE(summary.error().code, ErrorCode::OutOfMemory);
    }

private:
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
    TrainingSet m_set;
};

QTEST_GUILESS_MAIN(PartGradientsTest)
#include "part_gradients_test.moc"
