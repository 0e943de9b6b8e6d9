// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/loss_scaler.h"
#include "inference/training/run_checkpoint.h"
#include "inference/training/run_network.h"
#include "inference/training/trainable_network.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

VmUnet tinyNetwork()
{
    VmUnetConfig config;
    config.dims = {8, 16, 32, 64};
    config.encoderDepths = config.decoderDepths = {1, 1, 1, 1};
    config.stateSize = 4;
    config.dropPathRate = 0;
    at::manual_seed(1);
    return VmUnet(config);
}

Batch tinyBatch()
{
    Batch batch;
    batch.count = 2;
    batch.channels = 3;
    batch.side = 32;
    at::manual_seed(2);
    const at::Tensor images = at::randn({2 * 3 * 32 * 32});
    batch.images.assign(images.const_data_ptr<float>(), images.const_data_ptr<float>() + images.numel());
    batch.targets.assign(2 * 32 * 32, 0.0F);
    std::fill(batch.targets.begin(), batch.targets.begin() + 600, 1.0F);
    return batch;
}

// By the CPU's autocast, which takes the same path as CUDA's.
TrainableNetwork trainable(at::ScalarType type)
{
    return TrainableNetwork(tinyNetwork(), {.weightDecay = 1e-2}, 0, type);
}

std::vector<at::Tensor> copies(VmUnet &network)
{
    std::vector<at::Tensor> values;
    for (const at::Tensor &parameter : network->parameters()) {
        values.push_back(parameter.detach().clone());
    }
    return values;
}

bool areEqual(const std::vector<at::Tensor> &a, const std::vector<at::Tensor> &b)
{
    for (size_t i = 0; i < a.size(); ++i) {
        if (!a[i].equal(b[i])) {
            return false;
        }
    }
    return a.size() == b.size();
}

} // namespace

class MixedPrecisionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theScaleHalvesOnOverflowAndGrowsAfterManyGoodSteps()
    {
        LossScaler scaler;
        scaler.update(false);
        QCOMPARE(scaler.scale(), LossScaler::kInitial / 2);
        for (int i = 0; i < LossScaler::kGrowthInterval - 1; ++i) {
            scaler.update(true);
        }
        QCOMPARE(scaler.scale(), LossScaler::kInitial / 2);
        scaler.update(true);
        QCOMPARE(scaler.scale(), LossScaler::kInitial);
        for (int i = 0; i < 20 * LossScaler::kGrowthInterval; ++i) {
            scaler.update(true);
        }
        QCOMPARE(scaler.scale(), LossScaler::kLargest);
    }

    void anOverflowBeginsTheCountAnew()
    {
        LossScaler scaler;
        for (int i = 0; i < LossScaler::kGrowthInterval - 1; ++i) {
            scaler.update(true);
        }
        scaler.update(false);
        scaler.update(true);
        QCOMPARE(scaler.scale(), LossScaler::kInitial / 2);
        QCOMPARE(scaler.goodSteps(), 1);
    }

    void overflowWithoutAScaleIsTheNetworksFault()
    {
        LossScaler scaler;
        scaler.restore(2, 0);
        scaler.update(false);
        QCOMPARE(scaler.scale(), 1.0);
        QVERIFY(!scaler.exhausted());
        scaler.update(false);
        QVERIFY(scaler.exhausted());
        QCOMPARE(scaler.scale(), 1.0);
        scaler.restore(std::nan(""), 3);
        QCOMPARE(scaler.scale(), 1.0);
    }

    void aStepIsCloseToTheOneInFloat32_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<double>("tolerance");
        QTest::newRow("bfloat16") << int(at::kBFloat16) << 2e-2;
        QTest::newRow("float16") << int(at::kHalf) << 3e-3;
    }

    void aStepIsCloseToTheOneInFloat32()
    {
        QFETCH(int, type);
        QFETCH(double, tolerance);
        TrainableNetwork full = trainable(at::kFloat), mixed = trainable(at::ScalarType(type));
        const Batch batch = tinyBatch();
        for (int i = 0; i < 5; ++i) {
            const double expected = full.step(batch, 1e-3);
            const double loss = mixed.step(batch, 1e-3);
            QVERIFY2(std::abs(loss - expected) < tolerance * expected, qPrintable(QString::number(loss - expected)));
        }
        QVERIFY(!areEqual(copies(mixed.network()), copies(full.network())));
        for (const at::Tensor &parameter : mixed.network()->parameters()) {
            QCOMPARE(parameter.scalar_type(), at::kFloat);
            QCOMPARE(parameter.grad().scalar_type(), at::kFloat);
        }
    }

    void gradientsComeBackUnscaled()
    {
        TrainableNetwork full = trainable(at::kFloat), mixed = trainable(at::kHalf);
        const Batch batch = tinyBatch();
        full.step(batch, 0);
        mixed.step(batch, 0);
        double largest = 0, difference = 0;
        const auto a = full.network()->parameters(), b = mixed.network()->parameters();
        for (size_t i = 0; i < a.size(); ++i) {
            largest = std::max(largest, a[i].grad().abs().max().item<double>());
            difference = std::max(difference, (a[i].grad() - b[i].grad()).abs().max().item<double>());
        }
        // The CPU's norm, unlike CUDA's under autocast, sums the gradient of its bias in float16.
        QVERIFY2(difference < 0.3 * largest, qPrintable(QString::number(difference / largest)));
    }

    void aStepThatOverflowsChangesNothing()
    {
        TrainableNetwork mixed = trainable(at::kHalf);
        // A gate whose weights are huge gives a finite loss, but gradients beyond float16.
        at::Tensor weight = mixed.network()->named_parameters()["vmunet.final_up.norm.weight"];
        {
            const at::NoGradGuard noGrad;
            weight.mul_(3e3);
        }
        mixed.scaler().restore(LossScaler::kLargest, 0);
        const auto before = copies(mixed.network());
        const double loss = mixed.step(tinyBatch(), 1e-3);
        QVERIFY(std::isfinite(loss));
        QCOMPARE(mixed.scaler().scale(), LossScaler::kLargest / 2);
        QVERIFY(areEqual(copies(mixed.network()), before));
        QCOMPARE(mixed.optimizer().updates(), 0.0);
    }

    void theScaleIsInTheRunsCheckpoint()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("latest.pth"));
        TrainableNetwork mixed = trainable(at::kHalf);
        mixed.step(tinyBatch(), 1e-3);
        mixed.scaler().restore(128, 7);
        QVERIFY(saveRunState(path, {}, mixed, {}));
        TrainableNetwork restored = trainable(at::kHalf);
        QVERIFY(loadRunState(path, restored));
        QCOMPARE(restored.scaler().scale(), 128.0);
        QCOMPARE(restored.scaler().goodSteps(), 7);
    }

    void onTheProcessorItIsRefused()
    {
        TrainingConfig config = *configOfRecipe(QStringLiteral("default"), ImagingTask::Dermoscopy);
        config.device = QStringLiteral("cpu");
        config.precision = Precision::BFloat16;
        const Result<VmUnet> network = emptyNetwork({}, config);
        QVERIFY(!network);
        QCOMPARE(network.error().code, ErrorCode::Unsupported);
        QVERIFY2(network.error().message.contains(QStringLiteral("bfloat16")), qPrintable(network.error().message));
    }
};

QTEST_GUILESS_MAIN(MixedPrecisionTest)
#include "mixed_precision_test.moc"
