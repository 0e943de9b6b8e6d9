// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/model_loader.h"
#include "tests/app/cli/program.h"

#include <QMap>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;
using test::Outcome;
using test::runVmunet;

class BenchCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allNumbersOfTheContractArePrinted()
    {
        VmUnetConfig config;
        config.dims = {8, 16};
        config.encoderDepths = config.decoderDepths = {1, 1};
        config.stateSize = 4;
        const QTemporaryDir folder;
        const QString model = folder.filePath(QStringLiteral("model.safetensors"));
        saveSafetensors(model.toStdString(), stateOf(VmUnet(config)));
        const Outcome outcome = runVmunet({QStringLiteral("bench"), QStringLiteral("--model"), model,
            QStringLiteral("--size"), QStringLiteral("64"), QStringLiteral("--device"), QStringLiteral("cpu"),
            QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--json")});
        QCOMPARE(outcome.status, 0);
        const QJsonObject report = outcome.json();
        for (const char *key :
            {"forward_ms", "forward_without_scan_ms", "gemm_floor_ms", "floor_ratio", "train_step_ms",
                "train_step_without_scan_ms", "images_per_s", "peak_memory_mib", "time_per_pixel_ratio_1024_256"}) {
            QVERIFY2(report[QLatin1String(key)].toDouble() > 0, key);
        }
        QVERIFY(report.contains(QStringLiteral("scan_share")));
        QVERIFY(report.contains(QStringLiteral("scan_floor_ratio")));
        QCOMPARE(report[QStringLiteral("multiply_adds")].toInteger(), qint64(costOf(config, 64, 64).multiplyAdds));
        QCOMPARE(report[QStringLiteral("device")].toString(), QStringLiteral("cpu"));
        QCOMPARE(report[QStringLiteral("threads")].toInt(), 1);
        QCOMPARE(report[QStringLiteral("precision")].toString(), QStringLiteral("float32"));
    }

    void theProfileCountsOperators()
    {
        VmUnetConfig config;
        config.dims = {8, 16};
        config.encoderDepths = config.decoderDepths = {1, 1};
        config.stateSize = 4;
        const QTemporaryDir folder;
        const QString model = folder.filePath(QStringLiteral("model.safetensors"));
        saveSafetensors(model.toStdString(), stateOf(VmUnet(config)));
        const Outcome outcome = runVmunet({QStringLiteral("bench"), QStringLiteral("--profile"),
            QStringLiteral("--model"), model, QStringLiteral("--size"), QStringLiteral("64"),
            QStringLiteral("--device"), QStringLiteral("cpu"), QStringLiteral("--json")});
        QCOMPARE(outcome.status, 0);
        QMap<QString, int> calls;
        for (const QByteArray &line : outcome.out.trimmed().split('\n')) {
            const QJsonObject use = QJsonDocument::fromJson(line).object();
            calls[use[QStringLiteral("operator")].toString()] = use[QStringLiteral("calls")].toInt();
            QVERIFY(use[QStringLiteral("own_ms")].toDouble() >= 0);
        }
        QCOMPARE(calls[QStringLiteral("vmunet::ss2d_scan_forward")], 4); // One a block.
        QCOMPARE(calls[QStringLiteral("aten::conv2d")], 4);
        QCOMPARE(calls[QStringLiteral("aten::exp")], 0); // Of the weights: computed by the warm-up, and kept.
    }
};

QTEST_GUILESS_MAIN(BenchCommandTest)
#include "bench_test.moc"
