// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/bootstrap.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace vmunet;

class BootstrapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theIntervalIsThatOfTheNormalApproximation()
    {
        // 100 values of mean 0.5 and standard deviation 0.1: 1.96 standard errors are 0.0196.
        std::vector<double> values;
        for (int i = 0; i < 50; ++i) {
            values.push_back(0.4);
            values.push_back(0.6);
        }
        const Interval interval = bootstrapMean(values, 1, 4000);
        QVERIFY2(std::abs(interval.low - 0.4804) < 0.003, qPrintable(QString::number(interval.low)));
        QVERIFY2(std::abs(interval.high - 0.5196) < 0.003, qPrintable(QString::number(interval.high)));
    }

    void itCoversTheTruthAsOftenAsItSays()
    {
        std::mt19937_64 generator(3);
        int covered = 0;
        constexpr int kTrials = 300;
        for (int trial = 0; trial < kTrials; ++trial) {
            std::vector<double> values(40);
            for (double &value : values) {
                value = double(generator() >> 11) * 0x1p-53; // Mean 0.5.
            }
            const Interval interval = bootstrapMean(values, std::uint64_t(trial), 400);
            covered += interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
        }
        QVERIFY2(covered > 0.9 * kTrials && covered < 0.985 * kTrials, qPrintable(QString::number(covered)));
    }

    void theSeedDecidesAndEdgesAreDefined()
    {
        std::vector<double> values; // So many that two seeds hardly give the same percentiles.
        for (int i = 0; i < 60; ++i) {
            values.push_back(std::sqrt(i));
        }
        const Interval first = bootstrapMean(values, 9);
        QCOMPARE(bootstrapMean(values, 9).low, first.low);
        QVERIFY(bootstrapMean(values, 10).low != first.low || bootstrapMean(values, 10).high != first.high);
        const std::vector<double> one{0.25};
        QCOMPARE(bootstrapMean(one, 1).low, 0.25);
        QCOMPARE(bootstrapMean(one, 1).high, 0.25);
        QVERIFY(std::isnan(bootstrapMean({}, 1).low));
    }
};

QTEST_GUILESS_MAIN(BootstrapTest)
#include "bootstrap_test.moc"
