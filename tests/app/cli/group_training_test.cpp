// SPDX-License-Identifier: GPL-3.0-or-later
// Two real processes train one network, as a launcher would start them.
#include "tests/inference/training/tiny_data.h"
#include "tests/support/free_port.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <cmath>
#include <memory>

using namespace vmunet;

namespace {

/// Rows of a run's metrics.csv without the header and the seconds.
QList<QList<double>> metricsOf(const QString &run)
{
    QFile file(run + QStringLiteral("/metrics.csv"));
    QList<QList<double>> rows;
    if (!file.open(QIODevice::ReadOnly)) {
        return rows;
    }
    file.readLine();
    while (!file.atEnd()) {
        QList<double> row;
        for (const QByteArray &cell : file.readLine().split(',')) {
            row.append(cell.toDouble());
        }
        row.removeLast();
        rows.append(row);
    }
    return rows;
}

} // namespace

class GroupTrainingTest : public QObject {
    Q_OBJECT

private:
    using Pair = std::array<std::unique_ptr<QProcess>, 2>;

    QTemporaryDir m_folder;

    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    std::unique_ptr<QProcess> started(const QStringList &arguments, const QStringList &settings = {})
    {
        auto process = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const QString &setting : settings) {
            environment.insert(setting.section(QLatin1Char('='), 0, 0), setting.section(QLatin1Char('='), 1));
        }
        process->setProcessEnvironment(environment);
        process->start(QStringLiteral(VMUNET_BINARIES "/vmunet"), arguments);
        return process;
    }

    /// Both processes; the second one with other arguments, if any are given.
    Pair startedPair(const QStringList &arguments, const QStringList &others = {})
    {
        const int port = test::freePort();
        Pair pair;
        for (int rank = 0; rank < 2; ++rank) {
            pair[size_t(rank)] = started(rank == 0 || others.isEmpty() ? arguments : others,
                {QStringLiteral("RANK=%1").arg(rank), QStringLiteral("LOCAL_RANK=%1").arg(rank),
                    QStringLiteral("WORLD_SIZE=2"), QStringLiteral("LOCAL_WORLD_SIZE=2"),
                    QStringLiteral("MASTER_PORT=%1").arg(port)});
        }
        return pair;
    }

    QStringList trainingInto(const char *run, int epochs, double rate = 0.001) const
    {
        return QStringLiteral("train --dataset %1 --layout folder --output %2 --epochs %3 --size 32 --batch-size 5 "
                              "--dims 8,16,32,64 --encoder-depths 1,1,1,1 --decoder-depths 1,1,1,1 --state-size 4 "
                              "--threads 1 --lr %4 --config %5")
            .arg(path("data"), path(run))
            .arg(epochs)
            .arg(rate)
            .arg(path("config.json"))
            .split(QLatin1Char(' '));
    }

private Q_SLOTS:
    void initTestCase()
    {
        test::writeTinyPhotographs(path("data"), 16);
        // Adam's step depends on the sign of gradients that are but rounding, and a high rate lets the smallest
        // difference grow: neither is what is tested.
        QFile config(path("config.json"));
        QVERIFY(config.open(QIODevice::WriteOnly));
        config.write(R"({"optimizer": "sgd", "drop_path_rate": 0, "warmup_epochs": 0})");
    }

    void twoProcessesGiveTheNumbersOfOne()
    {
        const auto one = started(trainingInto("one", 3));
        QVERIFY(one->waitForFinished(60'000));
        QVERIFY2(one->exitCode() == 0, one->readAllStandardError().constData());
        const Pair pair = startedPair(trainingInto("two", 3));
        for (const auto &process : pair) {
            QVERIFY(process->waitForFinished(60'000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        }
        QVERIFY(pair[1]->readAllStandardOutput().isEmpty()); // The first one speaks for both.
        const auto expected = metricsOf(path("one"));
        const auto got = metricsOf(path("two"));
        QCOMPARE(got.size(), 3);
        QCOMPARE(expected.size(), 3);
        for (int row = 0; row < 3; ++row) {
            for (int column = 0; column < expected[row].size(); ++column) {
                const double tolerance = column == 4 ? 1e-3 : 1e-5; // Dice counts pixels, some of them near 0.5.
                QVERIFY2(std::abs(got[row][column] - expected[row][column]) < tolerance,
                    qPrintable(QStringLiteral("%1 and %2").arg(got[row][column]).arg(expected[row][column])));
            }
        }
        QVERIFY(expected[2][2] < expected[0][2]); // It learns.
        QVERIFY(QFile::exists(path("two") + QStringLiteral("/best.safetensors")));
    }

    void aKilledProcessEndsTheOtherAndTheRunGoesOn()
    {
        const Pair whole = startedPair(trainingInto("whole", 6));
        for (const auto &process : whole) {
            QVERIFY(process->waitForFinished(60'000));
            QCOMPARE(process->exitCode(), 0);
        }
        Pair pair = startedPair(trainingInto("killed", 6));
        const QString table = path("killed") + QStringLiteral("/metrics.csv");
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(table) || pair[0]->state() == QProcess::NotRunning, 30'000);
        pair[1]->kill();
        QVERIFY(pair[1]->waitForFinished());
        QVERIFY(pair[0]->waitForFinished(30'000));
        if (pair[0]->exitCode() == 0) {
            QSKIP("The run was over before the kill.");
        }
        const QByteArray said = pair[0]->readAllStandardError();
        QVERIFY2(said.contains("another of the 2 processes") && said.contains("--resume"), said.constData());
        pair = startedPair({QStringLiteral("train"), QStringLiteral("--resume"), path("killed")});
        for (const auto &process : pair) {
            QVERIFY(process->waitForFinished(60'000));
            QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        }
        QCOMPARE(metricsOf(path("killed")), metricsOf(path("whole")));
    }

    void otherSettingsAreRefusedByBoth()
    {
        const Pair pair = startedPair(trainingInto("other", 3), trainingInto("other", 3, 0.02));
        for (const auto &process : pair) {
            QVERIFY(process->waitForFinished(60'000));
            QCOMPARE(process->exitCode(), 2);
            QVERIFY(process->readAllStandardError().contains("other settings"));
        }
    }

    void aHalfSetEnvironmentIsNamed()
    {
        const auto process = started(trainingInto("none", 1), {QStringLiteral("WORLD_SIZE=2")});
        QVERIFY(process->waitForFinished(60'000));
        QCOMPARE(process->exitCode(), 2);
        QVERIFY(process->readAllStandardError().contains("RANK"));
        QVERIFY(!QFile::exists(path("none")));
    }
};

QTEST_GUILESS_MAIN(GroupTrainingTest)
#include "group_training_test.moc"
