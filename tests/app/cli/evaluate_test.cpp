// SPDX-License-Identifier: GPL-3.0-or-later
// Every layout's evaluation by its protocol, on the published sets' own files.
#include "program.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class EvaluateTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    static QList<QJsonObject> objects(const QByteArray &out)
    {
        QList<QJsonObject> all;
        for (const QByteArray &line : out.trimmed().split('\n')) {
            all.append(QJsonDocument::fromJson(line).object());
        }
        return all;
    }

    QByteArray content(const QString &report, const char *name) const
    {
        QFile file(report + QLatin1Char('/') + QLatin1String(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void eachLayoutIsEvaluatedByItsProtocol_data()
    {
        QTest::addColumn<QString>("data");
        QTest::addColumn<QString>("layout");
        QTest::addColumn<int>("classes");
        QTest::addColumn<int>("cases");
        QTest::addColumn<QString>("says"); // The report, of the protocol.
        const QString whole = QStringLiteral("one confusion matrix");
        const QString volume = QStringLiteral("each volume whole");
        QTest::newRow("BUSI") << "benchmarks/BUSI"
                              << "busi" << 1 << 11 << whole; // A malignant one with two masks.
        QTest::newRow("Kvasir-SEG") << "benchmarks/Kvasir-SEG"
                                    << "kvasir" << 1 << 4 << whole;
        QTest::newRow("CVC-ClinicDB") << "benchmarks/CVC-ClinicDB"
                                      << "cvc-clinicdb" << 1 << 6 << whole;
        QTest::newRow("ETIS") << "benchmarks/ETIS-LaribPolypDB"
                              << "etis" << 1 << 3 << whole;
        QTest::newRow("ACDC") << "benchmarks/ACDC"
                              << "acdc" << 4 << 6 << volume; // Two phases of three hearts.
    }

    void eachLayoutIsEvaluatedByItsProtocol()
    {
        QFETCH(QString, data);
        QFETCH(QString, layout);
        QFETCH(int, classes);
        QFETCH(int, cases);
        QFETCH(QString, says);
        const QString dataset = QStringLiteral(VMUNET_SHARED_DATA "/data/") + data;
        if (!QFile::exists(dataset)) {
            QSKIP("The shared benchmark sets are not here.");
        }
        const QString model = m_folder.filePath(QStringLiteral("m%1.safetensors").arg(classes));
        QVERIFY(writeTinyModel(model, classes));
        const QString report = m_folder.filePath(layout);
        const Outcome outcome = runVmunet({QStringLiteral("evaluate"), QStringLiteral("--dataset"), dataset,
            QStringLiteral("--layout"), layout, QStringLiteral("--part"), QStringLiteral("all"),
            QStringLiteral("--model"), model, QStringLiteral("--threads"), QStringLiteral("1"),
            QStringLiteral("--json"), QStringLiteral("--report"), report});
        const QList<QJsonObject> all = objects(outcome.out);
        QVERIFY2(all.size() == cases + 1, outcome.err + outcome.out);
        const QJsonObject summary = all.last();
        QVERIFY(summary[QStringLiteral("summary")].toBool());
        QCOMPARE(summary[QStringLiteral("cases")].toInt(), cases);
        QSet<QString> names;
        for (const QJsonObject &one : all.first(cases)) {
            names.insert(one[QStringLiteral("case")].toString());
            QVERIFY(one.contains(QStringLiteral("loss")));
        }
        QCOMPARE(names.size(), cases);
        QCOMPARE(summary.contains(QStringLiteral("confusion")), classes == 1);
        QCOMPARE(summary[QStringLiteral("classes")].toObject().size(), classes == 1 ? 0 : classes - 1);
        QVERIFY(content(report, "report.html").contains(says.toUtf8()));
        QVERIFY(content(report, "report.html").contains("data:image/png;base64,")); // Worst cases.
        const int structures = std::max(1, classes - 1);
        // Header, cases, structures, and their mean where there are several.
        QCOMPARE(
            content(report, "metrics.csv").count('\n'), 1 + cases * structures + (classes == 1 ? 1 : structures + 1));
        QCOMPARE(content(report, "rows.tex").count("\\\\\n"), 2);
    }
};

QTEST_GUILESS_MAIN(EvaluateTest)
#include "evaluate_test.moc"
