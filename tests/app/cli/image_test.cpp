// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Outcome {
    int status = -1;
    QByteArray out;
    QByteArray err;
};

Outcome run(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(VMUNET_BINARIES "/vmunet"), QStringList{QStringLiteral("image")} + arguments);
    process.waitForFinished(60'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class ImageCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPhotographIsDescribedAsOneJsonObject()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("a.png"));
        QImage image(5, 3, QImage::Format_RGB888);
        image.fill(QColor(1, 2, 3));
        QVERIFY(image.save(path));
        const Outcome outcome = run({QStringLiteral("info"), path, QStringLiteral("--json")});
        QCOMPARE(outcome.status, 0);
        const QJsonObject object = QJsonDocument::fromJson(outcome.out).object();
        QCOMPARE(object[QStringLiteral("kind")].toString(), QStringLiteral("photograph"));
        QCOMPARE(object[QStringLiteral("rows")].toInt(), 3);
        QCOMPARE(object[QStringLiteral("columns")].toInt(), 5);
        QCOMPARE(object[QStringLiteral("channels")].toInt(), 3);
        QCOMPARE(object[QStringLiteral("type")].toString(), QStringLiteral("uint8"));
        QCOMPARE(object[QStringLiteral("mean")].toDouble(), 2.0);
        QVERIFY(object[QStringLiteral("spacing")].isNull());
    }

    void aDicomFolderHasItsGeometry()
    {
        const QString folder = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/dicom/liver_3slices");
        if (!QDir(folder).exists()) {
            QSKIP("The shared test series are not beside this checkout.");
        }
        const Outcome outcome = run({QStringLiteral("info"), folder, QStringLiteral("--json")});
        QCOMPARE(outcome.status, 0);
        const QJsonObject object = QJsonDocument::fromJson(outcome.out).object();
        QCOMPARE(object[QStringLiteral("kind")].toString(), QStringLiteral("volume"));
        QCOMPARE(object[QStringLiteral("slices")].toInt(), 3);
        QCOMPARE(object[QStringLiteral("spacing")].toArray().size(), 3);
        QCOMPARE(object[QStringLiteral("direction_lps")].toArray().size(), 9);
        QCOMPARE(object[QStringLiteral("stored_sha256")].toString().size(), 64);
    }

    void aBadFileIsNamedAndTheOthersAreDone()
    {
        const QTemporaryDir folder;
        const QString good = folder.filePath(QStringLiteral("good.png"));
        const QString bad = folder.filePath(QStringLiteral("bad.png"));
        QImage image(5, 3, QImage::Format_RGB888);
        image.fill(Qt::red);
        QVERIFY(image.save(good));
        QFile empty(bad);
        QVERIFY(empty.open(QIODevice::WriteOnly));
        empty.close();
        const Outcome outcome = run({QStringLiteral("info"), bad, good, QStringLiteral("--json")});
        QCOMPARE(outcome.status, 1);
        QCOMPARE(outcome.err.count("vmunet: "), 1);
        QVERIFY(outcome.err.contains(bad.toUtf8()));
        QCOMPARE(outcome.out.count('\n'), 1);
    }

    void wrongUsageIsStatusTwo()
    {
        QCOMPARE(run({}).status, 2);
        QCOMPARE(run({QStringLiteral("info")}).status, 2);
        QCOMPARE(run({QStringLiteral("info"), QStringLiteral("x"), QStringLiteral("--nonsense")}).status, 2);
    }
};

QTEST_GUILESS_MAIN(ImageCommandTest)
#include "image_test.moc"
