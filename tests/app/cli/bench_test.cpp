// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/model_loader.h"
#include "tests/app/cli/program.h"

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
    }
};

QTEST_GUILESS_MAIN(BenchCommandTest)
#include "bench_test.moc"
