// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/network_executor.h"

#include "core/image/image_loader.h"
#include "inference/engine/preprocess.h"
#include "inference/model/inference_network.h"
#include "inference/model/model_loader.h"

#include <ATen/ATen.h>

#include <QDir>
#include <QTest>

using namespace vmunet;

namespace {

constexpr int kSide = 256;

VmUnet bundledNetwork()
{
    return loadModel(VMUNET_RESOURCES "/models/dermoscopy.safetensors").model;
}

at::Tensor samplePhotographs()
{
    const QDir folder(QStringLiteral(VMUNET_RESOURCES "/samples/dermoscopy/images"));
    std::vector<at::Tensor> inputs;
    for (const QString &name : folder.entryList(QDir::Files)) {
        const Result<Image> image = loadImage(folder.filePath(name));
        if (!image) {
            qFatal("a bundled sample cannot be read");
        }
        const std::span<const std::uint8_t> pixels(
            reinterpret_cast<const std::uint8_t *>(image->samples.constData()), size_t(image->samples.size()));
        inputs.push_back(at::tensor(dermoscopyInput(pixels, image->size(), kSide)).view({3, kSide, kSide}));
    }
    return at::stack(inputs);
}

double dice(const at::Tensor &a, const at::Tensor &b)
{
    const auto count = [](const at::Tensor &mask) { return mask.sum().item<double>(); };
    return 2 * count(a.logical_and(b)) / (count(a) + count(b));
}

} // namespace

class NetworkExecutorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onTheProcessorItIsTheNetworkItself()
    {
        at::manual_seed(1);
        const at::Tensor images = at::rand({2, 3, 64, 64});
        const c10::InferenceMode inference;
        VmUnet network = bundledNetwork();
        const at::Tensor expected = network->forward(images);
        NetworkExecutor executor(bundledNetwork(), at::kCPU, at::kFloat);
        QVERIFY(executor.run(images).equal(expected));
        QVERIFY(executor.runOnCpu(images).equal(expected));
        QVERIFY(executor.recordingFailure().empty());
    }

    void halfIsRefusedOnTheProcessor()
    {
        QVERIFY_EXCEPTION_THROWN(NetworkExecutor(bundledNetwork(), at::kCPU, at::kHalf), c10::Error);
    }

    void theWeightsTypeIsTheWishedOneButForTheScan()
    {
        const VmUnet half = inferenceNetwork(bundledNetwork(), at::kCPU, at::kHalf);
        int ofTheScan = 0;
        for (const auto &entry : half->named_parameters()) {
            const QByteArray name(entry.key().c_str());
            const bool scan = name.endsWith("A_logs") || name.endsWith("Ds") || name.contains("dt_projs");
            QCOMPARE(entry.value().scalar_type(), scan ? at::kFloat : at::kHalf);
            QVERIFY(!entry.value().requires_grad());
            ofTheScan += scan;
        }
        QVERIFY(ofTheScan > 0);
        QVERIFY(!half->is_training());
    }

    // On the CPU, whose half-precision products and norms round as a GPU's do.
    void masksOfTheSamplesAreTheSameInHalf_data()
    {
        QTest::addColumn<int>("type");
        QTest::newRow("bfloat16") << int(at::kBFloat16);
        QTest::newRow("float16") << int(at::kHalf);
    }

    void masksOfTheSamplesAreTheSameInHalf()
    {
        QFETCH(int, type);
        const c10::InferenceMode inference;
        const at::Tensor images = samplePhotographs();
        VmUnet full = bundledNetwork();
        VmUnet half = inferenceNetwork(full, at::kCPU, at::ScalarType(type));
        const at::Tensor expected = full->forward(images), got = half->forward(images);
        QCOMPARE(got.scalar_type(), at::ScalarType(type));
        const double agreement = dice(got.to(at::kFloat).ge(0.5), expected.ge(0.5));
        qInfo("Dice of the masks with those in float32, %d photographs: %.5f", int(images.size(0)), agreement);
        QVERIFY(agreement > 0.999);
    }
};

QTEST_GUILESS_MAIN(NetworkExecutorTest)
#include "network_executor_test.moc"
