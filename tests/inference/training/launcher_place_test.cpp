// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/launcher_place.h"

#include <QTest>

using namespace vmunet;

namespace {

QProcessEnvironment environmentOf(const QStringList &settings)
{
    QProcessEnvironment environment;
    for (const QString &setting : settings) {
        environment.insert(setting.section(QLatin1Char('='), 0, 0), setting.section(QLatin1Char('='), 1));
    }
    return environment;
}

} // namespace

class LauncherPlaceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void launchersAreUnderstood_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::addColumn<QString>("place"); // rank/size, local rank/size, address:port, server
        QTest::newRow("none") << "PATH=/bin"
                              << "";
        QTest::newRow("one process alone") << "RANK=0 WORLD_SIZE=1 MASTER_ADDR=a"
                                           << "";
        QTest::newRow("torchrun") << "RANK=3 WORLD_SIZE=4 LOCAL_RANK=1 LOCAL_WORLD_SIZE=2 MASTER_ADDR=node7 "
                                     "MASTER_PORT=1234 TORCHELASTIC_USE_AGENT_STORE=True"
                                  << "3/4 1/2 node7:1234 1";
        QTest::newRow("by hand, one machine") << "RANK=1 WORLD_SIZE=2 LOCAL_WORLD_SIZE=2"
                                              << "1/2 0/2 127.0.0.1:29500 0";
        QTest::newRow("Open MPI") << "OMPI_COMM_WORLD_RANK=2 OMPI_COMM_WORLD_SIZE=4 OMPI_COMM_WORLD_LOCAL_RANK=2 "
                                     "OMPI_COMM_WORLD_LOCAL_SIZE=4"
                                  << "2/4 2/4 127.0.0.1:29500 0";
        QTest::newRow("MPICH") << "PMI_RANK=0 PMI_SIZE=2 MPI_LOCALRANKID=0 MPI_LOCALNRANKS=1 MASTER_ADDR=b"
                               << "0/2 0/1 b:29500 0";
        QTest::newRow("srun") << "SLURM_PROCID=5 SLURM_NTASKS=8 SLURM_STEP_NUM_TASKS=8 SLURM_LOCALID=1 "
                                 "SLURM_LAUNCH_NODE_IPADDR=10.0.0.3"
                              << "5/8 1/0 10.0.0.3:29500 0";
        QTest::newRow("a batch script itself") << "SLURM_PROCID=0 SLURM_NTASKS=8"
                                               << "";
    }

    void launchersAreUnderstood()
    {
        QFETCH(QString, settings);
        QFETCH(QString, place);
        const auto found = launcherPlace(environmentOf(settings.split(QLatin1Char(' '))));
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        QString text;
        if (*found) {
            text = QStringLiteral("%1/%2 %3/%4 %5:%6 %7")
                       .arg((*found)->rank)
                       .arg((*found)->size)
                       .arg((*found)->localRank)
                       .arg((*found)->localSize)
                       .arg((*found)->address)
                       .arg((*found)->port)
                       .arg((*found)->hasServer);
        }
        QCOMPARE(text, place);
    }

    void nonsenseIsNamed_data()
    {
        QTest::addColumn<QString>("settings");
        QTest::addColumn<QString>("named");
        QTest::newRow("no rank") << "WORLD_SIZE=2 MASTER_ADDR=a"
                                 << "RANK";
        QTest::newRow("rank beyond") << "RANK=2 WORLD_SIZE=2 MASTER_ADDR=a"
                                     << "RANK";
        QTest::newRow("no number") << "RANK=0 WORLD_SIZE=two"
                                   << "WORLD_SIZE";
        QTest::newRow("no address") << "RANK=0 WORLD_SIZE=2"
                                    << "MASTER_ADDR";
        QTest::newRow("port") << "RANK=0 WORLD_SIZE=2 MASTER_ADDR=a MASTER_PORT=70000"
                              << "MASTER_PORT";
    }

    void nonsenseIsNamed()
    {
        QFETCH(QString, settings);
        QFETCH(QString, named);
        const auto found = launcherPlace(environmentOf(settings.split(QLatin1Char(' '))));
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::Invalid);
        QVERIFY2(found.error().message.contains(named), qPrintable(found.error().message));
    }
};

QTEST_GUILESS_MAIN(LauncherPlaceTest)
#include "launcher_place_test.moc"
