// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/checkpoint.h"
#include "inference/model/model_loader.h"
#include "inference/training/losses.h"
#include "inference/training/run_checkpoint.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace vmunet;

namespace {

using Tensors = std::map<std::string, at::Tensor>;

std::string referencePath(const char *name)
{
    return std::string(VMUNET_SHARED_DATA "/reference/") + name;
}

Tensors tensorsOf(const char *name)
{
    const StateDict state = loadCheckpoint(referencePath(name)).state;
    return {state.begin(), state.end()};
}

StateDict withPrefix(const StateDict &state, const std::string &prefix)
{
    StateDict chosen;
    for (const auto &[name, tensor] : state) {
        if (name.starts_with(prefix)) {
            chosen.emplace_back(name.substr(prefix.size()), tensor);
        }
    }
    return chosen;
}

Batch batchOf(const at::Tensor &input, const at::Tensor &target)
{
    Batch batch;
    batch.count = int(input.size(0));
    batch.channels = int(input.size(1));
    batch.side = int(input.size(2));
    const at::Tensor images = input.contiguous();
    const at::Tensor masks = target.contiguous();
    batch.images.assign(images.const_data_ptr<float>(), images.const_data_ptr<float>() + images.numel());
    batch.targets.assign(masks.const_data_ptr<float>(), masks.const_data_ptr<float>() + masks.numel());
    return batch;
}

VmUnet tinyNetwork()
{
    VmUnetConfig config;
    config.dims = {16, 32, 64, 128};
    config.encoderDepths = {1, 1, 1, 1};
    config.decoderDepths = {1, 1, 1, 1};
    config.dropPathRate = 0;
    return VmUnet(config);
}

double largestDifference(const at::Tensor &a, const at::Tensor &b)
{
    return (a - b).abs().max().item<double>();
}

} // namespace

class ReferenceTrainingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QFile::exists(QStringLiteral(VMUNET_SHARED_DATA "/reference/training_trajectory.safetensors"))) {
            QSKIP("The reference numbers are not beside this checkout.");
        }
        at::set_num_threads(1); // Small tensors: waiting for each other costs more than it saves.
    }

    void binaryLossIsTheReferences()
    {
        const Tensors io = tensorsOf("tiny_binary_io.safetensors");
        const at::Tensor loss = bceDiceLoss(io.at("probability"), io.at("target"));
        QVERIFY(largestDifference(loss, io.at("loss_bce_dice").reshape({})) < 2e-6);
    }

    void multiclassLossesAreTheReferences()
    {
        const Tensors io = tensorsOf("tiny_multiclass_io.safetensors");
        const at::Tensor labels = io.at("target").to(at::kLong);
        const at::Tensor &logits = io.at("logits");
        QVERIFY(largestDifference(crossEntropyLoss(logits, labels), io.at("loss_cross_entropy").reshape({})) < 2e-6);
        QVERIFY(largestDifference(multiclassDiceLoss(logits, labels), io.at("loss_dice").reshape({})) < 2e-6);
        QVERIFY(largestDifference(crossEntropyDiceLoss(logits, labels), io.at("loss_ce_dice").reshape({})) < 2e-6);
    }

    void lossesHaveRightGradients()
    {
        const at::Tensor logits = at::randn({2, 1, 5, 7}, at::kDouble).requires_grad_(true);
        const at::Tensor target = at::rand({2, 5, 7}, at::kDouble);
        segmentationLoss(logits, target, 1).backward();
        const at::NoGradGuard noGrad;
        const double step = 1e-6;
        at::Tensor moved = logits.detach().clone();
        moved[1][0][2][3] += step;
        const double up = segmentationLoss(moved, target, 1).item<double>();
        moved[1][0][2][3] -= 2 * step;
        const double down = segmentationLoss(moved, target, 1).item<double>();
        QVERIFY(std::abs((up - down) / (2 * step) - logits.grad()[1][0][2][3].item<double>()) < 1e-7);
    }

    void trainingFollowsTheRecordedTrajectory()
    {
        const StateDict recorded = loadCheckpoint(referencePath("training_trajectory.safetensors")).state;
        const Tensors tensors(recorded.begin(), recorded.end());
        VmUnet network = tinyNetwork();
        loadState(network, withPrefix(recorded, "init."));
        TrainableNetwork trainable(network, {}, 0);
        const Batch batch = batchOf(tensors.at("input"), tensors.at("target"));
        const at::Tensor losses = tensors.at("losses").to(at::kDouble);
        double worst = 0;
        for (int step = 0; step < 10; ++step) {
            worst = std::max(worst, std::abs(trainable.step(batch, 1e-3) - losses[step].item<double>()));
        }
        qInfo("losses differ by %.2e at most", worst);
        QVERIFY(worst < 5e-6);

        std::vector<at::Tensor> differences;
        const StateDict reached = stateOf(network);
        for (const auto &[name, value] : reached) {
            differences.push_back((value - tensors.at("final." + name)).detach().abs().flatten());
        }
        const at::Tensor all = at::cat(differences);
        const double within = all.lt(1e-5).to(at::kDouble).mean().item<double>();
        qInfo("parameters differ by %.2e at most, %.3f %% by less than 1e-5", all.max().item<double>(), 100 * within);
        QVERIFY(within >= 0.99);
        QVERIFY(all.max().item<double>() < 1e-3);
    }

    void theReferencesLatestCheckpointGoesOn()
    {
        TrainableNetwork trainable(tinyNetwork(), {}, 0);
        const Result<RunProgress> progress =
            loadRunState(QString::fromStdString(referencePath("tiny_latest.pth")), trainable);
        QVERIFY2(progress, progress ? "" : qPrintable(progress.error().message));
        QCOMPARE(progress->epoch, 1);
        QCOMPARE(progress->bestEpoch, 1);
        QCOMPARE(progress->step, 0);
        QCOMPARE(progress->bestLoss, 1.28472900390625);
        QCOMPARE(trainable.optimizer().updates(), 10.0);
        const Tensors tensors = tensorsOf("training_trajectory.safetensors");
        const double next = trainable.step(batchOf(tensors.at("input"), tensors.at("target")), 0.0009990232305719944);
        qInfo("next loss %.7f", next);
        QVERIFY(std::abs(next - 1.284729) < 5e-6);
    }

    void stateSurvivesSavingAndLoading()
    {
        const Tensors tensors = tensorsOf("training_trajectory.safetensors");
        const Batch batch = batchOf(tensors.at("input"), tensors.at("target"));
        TrainableNetwork first(tinyNetwork(), {}, 0.9);
        first.step(batch, 1e-3);
        first.step(batch, 1e-3);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("latest.pth"));
        const RunProgress progress{3, 2, 1.25, 7.5, 0.5, 0.25, 2};
        QVERIFY(saveRunState(path, progress, first, {}));

        TrainableNetwork second(tinyNetwork(), {}, 0.9);
        const Result<RunProgress> read = loadRunState(path, second);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->epoch, 3);
        QCOMPARE(read->step, 2);
        QCOMPARE(read->lossSum, 1.25);
        QCOMPARE(read->bestLoss, 0.25);
        QCOMPARE(second.step(batch, 1e-3), first.step(batch, 1e-3));
        const std::vector<at::Tensor> a = first.result()->parameters();
        const std::vector<at::Tensor> b = second.result()->parameters();
        for (size_t i = 0; i < a.size(); ++i) {
            QVERIFY(at::equal(a[i], b[i]));
        }
    }

    void plainWeightsAreNoRunToGoOnWith()
    {
        TrainableNetwork trainable(tinyNetwork(), {}, 0);
        const Result<RunProgress> read =
            loadRunState(QString::fromStdString(referencePath("tiny_binary.pth")), trainable);
        QVERIFY(!read);
        QVERIFY2(read.error().message.contains(QStringLiteral("tiny_binary.pth")), qPrintable(read.error().message));
    }
};

QTEST_GUILESS_MAIN(ReferenceTrainingTest)
#include "reference_training_test.moc"
