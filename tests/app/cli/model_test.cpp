// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/model_loader.h"
#include "tests/app/cli/program.h"

#include <ATen/ATen.h>

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;
using test::Outcome;
using test::runVmunet;

namespace {

VmUnetConfig tinyConfig()
{
    VmUnetConfig config;
    config.dims = {16, 32, 64, 128};
    config.encoderDepths = config.decoderDepths = {1, 1, 1, 1};
    return config;
}

} // namespace

class ModelCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_network = VmUnet(tinyConfig());
        m_network->eval();
        savePth(path("model.pth").toStdString(), stateOf(m_network));
    }

    void infoTellsShapeSizeAndHash()
    {
        const Outcome outcome =
            runVmunet({QStringLiteral("model"), QStringLiteral("info"), path("model.pth"), QStringLiteral("--json")});
        QCOMPARE(outcome.status, 0);
        const QJsonObject model = outcome.json();
        QCOMPARE(model[QStringLiteral("dims")].toArray(), (QJsonArray{16, 32, 64, 128}));
        QCOMPARE(model[QStringLiteral("encoder_depths")].toArray(), (QJsonArray{1, 1, 1, 1}));
        QCOMPARE(model[QStringLiteral("classes")].toInt(), 1);
        QCOMPARE(model[QStringLiteral("state_size")].toInt(), 16);
        QCOMPARE(model[QStringLiteral("parameters")].toInt(), 598109);
        QCOMPARE(model[QStringLiteral("tensors")].toInt(), 131);
        QCOMPARE(model[QStringLiteral("sha256")].toString().size(), 64);
        QCOMPARE(model[QStringLiteral("task")].toString(), QStringLiteral("dermoscopy"));
    }

    void convertingThereAndBackKeepsEveryBit()
    {
        const Outcome there = runVmunet({QStringLiteral("model"), QStringLiteral("convert"), path("model.pth"),
            path("model.safetensors"), QStringLiteral("--name"), QStringLiteral("A lesion model"),
            QStringLiteral("--input-side"), QStringLiteral("128"), QStringLiteral("--json")});
        QCOMPARE(there.status, 0);
        QCOMPARE(there.json()[QStringLiteral("name")].toString(), QStringLiteral("A lesion model"));
        QCOMPARE(there.json()[QStringLiteral("input_side")].toInt(), 128);
        const Outcome back = runVmunet(
            {QStringLiteral("model"), QStringLiteral("convert"), path("model.safetensors"), path("back.pth")});
        QCOMPARE(back.status, 0);
        const StateDict state = loadCheckpoint(path("back.pth").toStdString()).state;
        const StateDict expected = stateOf(m_network);
        QCOMPARE(state.size(), expected.size());
        for (std::size_t i = 0; i < state.size(); ++i) {
            QCOMPARE(state[i].first, expected[i].first);
            QVERIFY(at::equal(state[i].second, expected[i].second));
        }
    }

    void halfPrecisionIsStored()
    {
        const Outcome outcome = runVmunet({QStringLiteral("model"), QStringLiteral("convert"), path("model.pth"),
            path("half.safetensors"), QStringLiteral("--half"), QStringLiteral("--json")});
        QCOMPARE(outcome.status, 0);
        QCOMPARE(outcome.json()[QStringLiteral("stored_as")].toString(), QStringLiteral("Half"));
    }

    void theNetworkCommandGivesTheNetworksOutput()
    {
        const at::Tensor images = at::rand({2, 3, 32, 40}) * 255;
        saveSafetensors(path("in.safetensors").toStdString(), {{"input", images}});
        const Outcome outcome = runVmunet(
            {QStringLiteral("network"), QStringLiteral("--model"), path("model.pth"), QStringLiteral("--input"),
                path("in.safetensors"), QStringLiteral("--output"), path("out.safetensors"), QStringLiteral("--json")});
        QCOMPARE(outcome.status, 0);
        QCOMPARE(outcome.json()[QStringLiteral("shape")].toArray(), (QJsonArray{2, 1, 32, 40}));
        const StateDict result = loadCheckpoint(path("out.safetensors").toStdString()).state;
        QCOMPARE(result.front().first, std::string("output"));
        const c10::InferenceMode inference;
        QVERIFY(at::allclose(result.front().second, m_network->forward(images), 0, 1e-5));
    }

    void badFilesAreNamedAndNothingIsWritten()
    {
        QFile file(path("text.pth"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("This is a letter to the editor.");
        file.close();
        const Outcome info = runVmunet({QStringLiteral("model"), QStringLiteral("info"), path("text.pth"),
            path("absent.pth"), path("model.pth"), QStringLiteral("--json")});
        QCOMPARE(info.status, 1);
        QCOMPARE(info.err.count("vmunet: "), 2);
        QVERIFY(info.err.contains("text.pth"));
        QVERIFY(info.err.contains("absent.pth"));
        QCOMPARE(info.out.count('\n'), 1);
        const Outcome convert =
            runVmunet({QStringLiteral("model"), QStringLiteral("convert"), path("text.pth"), path("new.safetensors")});
        QCOMPARE(convert.status, 1);
        QVERIFY(!QFile::exists(path("new.safetensors")));
        const Outcome network = runVmunet({QStringLiteral("network"), QStringLiteral("--model"), path("model.pth"),
            QStringLiteral("--input"), path("model.pth"), QStringLiteral("--output"), path("new.safetensors")});
        QCOMPARE(network.status, 1);
        QVERIFY(network.err.contains("no tensor named input"));
        QVERIFY(!QFile::exists(path("new.safetensors")));
    }

    void wrongUsageIsStatusTwo()
    {
        QCOMPARE(runVmunet({QStringLiteral("model")}).status, 2);
        QCOMPARE(runVmunet({QStringLiteral("model"), QStringLiteral("info")}).status, 2);
        QCOMPARE(
            runVmunet({QStringLiteral("model"), QStringLiteral("convert"), path("model.pth"), path("x.bin")}).status,
            2);
        QCOMPARE(runVmunet({QStringLiteral("network"), QStringLiteral("--model"), path("model.pth")}).status, 2);
        QCOMPARE(runVmunet({QStringLiteral("bench"), QStringLiteral("--size"), QStringLiteral("many")}).status, 2);
    }

private:
    QString path(const char *file) const { return m_folder->filePath(QLatin1String(file)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    VmUnet m_network{nullptr};
};

QTEST_GUILESS_MAIN(ModelCommandTest)
#include "model_test.moc"
