// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/program.h"

#include <QTest>

using namespace vmunet::test;

class UsageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wrongUsageIsSaidInOneLine_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QByteArray>("named");
        const auto row = [](const char *program, const char *arguments, const char *named) {
            QTest::addRow("%s %s", program, arguments)
                << QString::fromLatin1(program) << QString::fromLatin1(arguments) << QByteArray(named);
        };
        const char *network = "network --model m --input i --output o";
        row("vmunet", qPrintable(QLatin1String(network) + QStringLiteral(" --threads abc")), "--threads");
        row("vmunet", qPrintable(QLatin1String(network) + QStringLiteral(" --threads -1")), "--threads");
        row("vmunet", qPrintable(QLatin1String(network) + QStringLiteral(" astray")), "astray");
        row("vmunet", "bench --threads abc", "--threads");
        row("vmunet", "bench astray", "astray");
        row("vmunet", "evaluate --model m --dataset d --layout folder astray", "astray");
        row("vmunet-service", "", "--role");
        row("vmunet-service", "--role cook", "--role");
        row("vmunet-service", "--role trainer astray", "astray");
        row("vmunet-service", "--no-such-option", "no-such-option");
    }

    void wrongUsageIsSaidInOneLine()
    {
        QFETCH(QString, program);
        QFETCH(QString, arguments);
        QFETCH(QByteArray, named);
        const Outcome outcome = runProgram(program, arguments.split(QLatin1Char(' '), Qt::SkipEmptyParts));
        QCOMPARE(outcome.status, 2);
        QVERIFY2(outcome.err.contains(named), outcome.err.constData());
        QCOMPARE(outcome.err.count("vmunet: ") + outcome.err.count("vmunet-service: "), 1);
        QVERIFY(outcome.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
