// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/inference/training/tiny_data.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace vmunet;

namespace {

struct Outcome {
    int status = -1;
    QByteArray out;
    QByteArray err;
};

Outcome finished(QProcess &process)
{
    process.waitForFinished(100'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

void start(QProcess &process, const QStringList &arguments)
{
    process.start(QStringLiteral(VMUNET_BINARIES "/vmunet"), arguments);
    process.waitForStarted();
}

Outcome run(const QStringList &arguments)
{
    QProcess process;
    start(process, arguments);
    return finished(process);
}

QList<QByteArray> lines(const QByteArray &output)
{
    return output.trimmed().split('\n');
}

// A run's table without the column of seconds.
QList<QByteArray> metricsOf(const QString &run)
{
    QFile file(run + QStringLiteral("/metrics.csv"));
    QList<QByteArray> rows;
    if (file.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : lines(file.readAll())) {
            rows.append(line.left(line.lastIndexOf(',')));
        }
    }
    return rows;
}

} // namespace

class TrainCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::writeTinyPhotographs(data(), 16);
        const Outcome outcome = run(trainArguments(path("run"), kEpochs) + QStringList{QStringLiteral("--json")});
        QVERIFY2(outcome.status == 0, outcome.err.constData());
        QCOMPARE(lines(outcome.out).size(), kEpochs + 1); // The epochs and the summary.
        const QJsonObject summary = QJsonDocument::fromJson(lines(outcome.out).last()).object();
        QVERIFY(summary[QStringLiteral("summary")].toBool());
        QVERIFY(QFile::exists(summary[QStringLiteral("model")].toString()));
        QVERIFY(outcome.err.contains("left")); // Progress has the time left.
    }

    void evaluationPrintsOneObjectACase()
    {
        const QStringList arguments{QStringLiteral("evaluate"), QStringLiteral("--dataset"), data(),
            QStringLiteral("--layout"), QStringLiteral("folder"), QStringLiteral("--model"),
            path("run/best.safetensors"), QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--json"),
            QStringLiteral("--report"), path("report")};
        const Outcome all = run(arguments);
        QVERIFY2(all.status == 0, all.err.constData());
        QCOMPARE(lines(all.out).size(), 17);
        const QJsonObject summary = QJsonDocument::fromJson(lines(all.out).last()).object();
        QCOMPARE(summary[QStringLiteral("cases")].toInt(), 16);
        for (const char *key : {"dice", "iou", "accuracy", "sensitivity", "specificity", "loss", "confusion"}) {
            QVERIFY2(summary.contains(QLatin1String(key)), key);
        }
        for (const char *name :
            {"report/metrics.json", "report/metrics.csv", "report/rows.tex", "report/report.html"}) {
            QVERIFY2(QFile::exists(path(name)), name);
        }
        const Outcome heldOut = run(arguments + QStringList{QStringLiteral("--held-out"), QStringLiteral("0.3")});
        QVERIFY(lines(heldOut.out).size() > 1 && lines(heldOut.out).size() < 17);
    }

    void interruptedTrainingGoesOnToTheSameNumbers()
    {
        QProcess process;
        start(process, trainArguments(path("stopped"), kEpochs));
        process.setReadChannel(QProcess::StandardError);
        QByteArray notes;
        while (!notes.contains("Training on") && process.waitForReadyRead(60'000)) {
            notes += process.readAllStandardError();
        }
        ::kill(pid_t(process.processId()), SIGINT);
        const Outcome stopped = finished(process);
        QVERIFY2(stopped.status == 0, stopped.err.constData());
        QVERIFY2(stopped.err.contains("--resume"), stopped.err.constData());
        const Outcome resumed = run({QStringLiteral("train"), QStringLiteral("--resume"), path("stopped")});
        QVERIFY2(resumed.status == 0, resumed.err.constData());
        QCOMPARE(metricsOf(path("stopped")), metricsOf(path("run")));
    }

    void wrongUsageIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("named");
        const QString run = path("new");
        QTest::newRow("no data") << QStringList{QStringLiteral("--output"), run} << QByteArray("--dataset");
        QTest::newRow("no output") << QStringList{QStringLiteral("--dataset"), data(), QStringLiteral("--layout"),
            QStringLiteral("folder")}
                                   << QByteArray("--output");
        QTest::newRow("no such layout") << QStringList{QStringLiteral("--dataset"), data(), QStringLiteral("--layout"),
            QStringLiteral("pile"), QStringLiteral("--output"), run}
                                        << QByteArray("pile");
        QTest::newRow("two sources") << trainArguments(run, 1).mid(1)
                + QStringList{QStringLiteral("--project"), path("p.vmunet")}
                                     << QByteArray("exclude each other");
        QTest::newRow("stray") << trainArguments(run, 1).mid(1) + QStringList{QStringLiteral("astray")}
                               << QByteArray("astray");
        QTest::newRow("threads") << trainArguments(run, 1).mid(1)
                + QStringList{QStringLiteral("--threads"), QStringLiteral("abc")}
                                 << QByteArray("threads");
        QTest::newRow("resuming otherwise")
            << QStringList{QStringLiteral("--resume"), path("run"), QStringLiteral("--lr"), QStringLiteral("0.1")}
            << QByteArray("--lr");
        QTest::newRow("resuming elsewhere") << QStringList{QStringLiteral("--resume"), path("run"),
            QStringLiteral("--output"), run} << QByteArray("--output");
        QTest::newRow("epochs") << trainArguments(run, 0).mid(1) << QByteArray("Epochs");
        QTest::newRow("widths") << trainArguments(run, 1).mid(1)
                + QStringList{QStringLiteral("--dims"), QStringLiteral("8,9,10")}
                                << QByteArray("Widths");
    }

    void wrongUsageIsSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, named);
        const Outcome outcome = run(QStringList{QStringLiteral("train")} + arguments);
        QCOMPARE(outcome.status, 2);
        QVERIFY2(outcome.err.contains(named), outcome.err.constData());
        QVERIFY(!QFile::exists(path("new")));
    }

    void aTruncatedImageIsNamedAndLeftOut()
    {
        test::writeTinyPhotographs(path("torn"), 6);
        QFile torn(path("torn/images/case02.png"));
        QVERIFY(torn.resize(torn.size() - 60)); // Its header is sound.
        QStringList arguments = trainArguments(path("torn-run"), 1);
        arguments[arguments.indexOf(data())] = path("torn");
        const Outcome trained = run(arguments);
        QCOMPARE(trained.status, 1);
        QVERIFY2(trained.err.contains("case02"), trained.err.constData());
        QVERIFY(QFile::exists(path("torn-run/best.safetensors")));
        QFile manifest(path("torn-run/manifest.json"));
        QVERIFY(manifest.open(QIODevice::ReadOnly));
        QCOMPARE(QJsonDocument::fromJson(manifest.readAll()).object()[QStringLiteral("samples")].toArray().size(), 5);

        const Outcome evaluated = run({QStringLiteral("evaluate"), QStringLiteral("--dataset"), path("torn"),
            QStringLiteral("--layout"), QStringLiteral("folder"), QStringLiteral("--model"),
            path("run/best.safetensors"), QStringLiteral("--threads"), QStringLiteral("1"), QStringLiteral("--json")});
        QCOMPARE(evaluated.status, 1);
        QVERIFY2(evaluated.err.contains("case02"), evaluated.err.constData());
        QCOMPARE(lines(evaluated.out).size(), 6); // Five cases and the summary.
    }

    void aRunsFolderIsNotOverwritten()
    {
        const Outcome outcome = run(trainArguments(path("run"), 1));
        QCOMPARE(outcome.status, 2);
        QVERIFY(outcome.err.contains(path("run").toUtf8()));
    }

private:
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }
    QString data() const { return path("data"); }
    QStringList trainArguments(const QString &output, int epochs) const
    {
        return {QStringLiteral("train"), QStringLiteral("--dataset"), data(), QStringLiteral("--layout"),
            QStringLiteral("folder"), QStringLiteral("--output"), output, QStringLiteral("--epochs"),
            QString::number(epochs), QStringLiteral("--size"), QStringLiteral("32"), QStringLiteral("--batch-size"),
            QStringLiteral("4"), QStringLiteral("--dims"), QStringLiteral("8,16,32,64"),
            QStringLiteral("--encoder-depths"), QStringLiteral("1,1,1,1"), QStringLiteral("--decoder-depths"),
            QStringLiteral("1,1,1,1"), QStringLiteral("--state-size"), QStringLiteral("4"), QStringLiteral("--threads"),
            QStringLiteral("1")};
    }

    static constexpr int kEpochs = 20; // Long enough to be interrupted.
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TrainCommandTest)
#include "train_test.moc"
