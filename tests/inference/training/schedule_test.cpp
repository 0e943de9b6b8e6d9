// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/rate_schedule.h"
#include "inference/training/run_random.h"
#include "inference/training/training_config.h"

#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace vmunet;

class ScheduleTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsThePublishedFormula()
    {
        const RateSchedule schedule; // The published recipe for photographs.
        QCOMPARE(schedule.rate(1), 1e-3);
        QVERIFY(std::abs(schedule.rate(2) - 0.0009990232305719944) < 1e-18);
        QVERIFY(std::abs(schedule.rate(26) - (1e-5 + 0.5 * (1e-3 - 1e-5))) < 1e-15);
        QVERIFY(std::abs(schedule.rate(51) - 1e-5) < 1e-15);
        QVERIFY(schedule.rate(60) > schedule.rate(51));
    }

    void otherCurvesGoByTheirNames()
    {
        const auto schedule = [](const char *name) {
            const auto curve = curveOfName(name);
            return RateSchedule{1e-2, 1e-4, 10, 0, curve.value_or(RateCurve::Cosine)};
        };
        const auto near = [](double got, double expected) { return std::abs(got - expected) < 1e-12; };
        QVERIFY(near(schedule("constant").rate(500), 1e-2));
        QVERIFY(near(schedule("step").rate(10), 1e-2) && near(schedule("step").rate(11), 1e-3));
        QVERIFY(near(schedule("step").rate(21), 1e-4));
        QVERIFY(near(schedule("multi-step").rate(5), 1e-2) && near(schedule("multi-step").rate(6), 1e-3));
        QVERIFY(near(schedule("multi-step").rate(9), 1e-4));
        QVERIFY(near(schedule("exponential").rate(6), 1e-3) && near(schedule("exponential").rate(99), 1e-4));
        QVERIFY(near(schedule("polynomial").rate(6), 1e-2 * std::pow(0.5, 0.9)));
        QVERIFY(near(schedule("polynomial").rate(11), 1e-4));
        QVERIFY(near(schedule("warm-restarts").rate(11), 1e-2));
        QVERIFY(schedule("warm-restarts").rate(10) < 5e-4);
        QVERIFY(!curveOfName("magic"));
    }

    void thePlateauWaitsBeforeItLowersTheRate()
    {
        PlateauWatch watch;
        watch.add(1.0, 2);
        for (const double notLower : {1.1, 0.99995}) { // The second by less than counts.
            watch.add(notLower, 2);
            QCOMPARE(watch.factor, 1.0);
        }
        watch.add(1.0, 2);
        QCOMPARE(watch.factor, 0.1);
        watch.add(0.5, 2);
        watch.add(0.6, 2);
        watch.add(0.6, 2);
        QCOMPARE(watch.factor, 0.1);
        watch.add(0.6, 2);
        QVERIFY(std::abs(watch.factor - 0.01) < 1e-15);
        RateSchedule schedule{1e-2, 5e-4, 2, 0, RateCurve::Plateau};
        QCOMPARE(schedule.rate(77), 1e-2);
        schedule.plateauFactor = 0.1;
        QVERIFY(std::abs(schedule.rate(77) - 1e-3) < 1e-15);
        schedule.plateauFactor = 0.01;
        QCOMPARE(schedule.rate(77), 5e-4);
    }

    void warmsUpStepByStep()
    {
        const RateSchedule schedule{1e-3, 1e-5, 50, 2};
        QVERIFY(std::abs(schedule.rateOfStep(1, 0, 10) - schedule.rate(1) / 20) < 1e-15);
        QVERIFY(std::abs(schedule.rateOfStep(2, 9, 10) - schedule.rate(2)) < 1e-15);
        QCOMPARE(schedule.rateOfStep(3, 0, 10), schedule.rate(3));
    }

    void shufflesEachEpochAnew()
    {
        const std::vector<int> first = shuffledIndices(100, 42, 1);
        QCOMPARE(shuffledIndices(100, 42, 1), first);
        QVERIFY(shuffledIndices(100, 42, 2) != first);
        std::vector<int> sorted = first;
        std::sort(sorted.begin(), sorted.end());
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(sorted[size_t(i)], i);
        }
    }

    void configurationSurvivesJson()
    {
        TrainingConfig config = *configOfRecipe(QStringLiteral("default"), ImagingTask::Dermoscopy);
        config.seed = 0xfedcba9876543210ULL;
        config.dims = {16, 32, 64, 128};
        config.learningRate = 3e-4;
        config.curve = RateCurve::Polynomial;
        config.classWeights = {1, 2.5};
        config.precision = Precision::BFloat16;
        const Result<TrainingConfig> read = configFromJson(config.toJson(), ImagingTask::Dermoscopy);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->toJson(), config.toJson());
        QCOMPARE(read->seed, config.seed);
        QCOMPARE(read->precision, Precision::BFloat16);
    }

    void wrongConfigurationIsNamed_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("value");
        QTest::addColumn<QString>("named");
        QTest::newRow("unknown key") << QStringLiteral("epoch") << QJsonValue(3) << QStringLiteral("epoch");
        QTest::newRow("wrong type") << QStringLiteral("epochs") << QJsonValue(QStringLiteral("many"))
                                    << QStringLiteral("epochs");
        QTest::newRow("fraction") << QStringLiteral("batch_size") << QJsonValue(1.5) << QStringLiteral("batch_size");
        QTest::newRow("widths") << QStringLiteral("dims") << QJsonValue(QJsonArray{16, 32, 64})
                                << QStringLiteral("four numbers");
        QTest::newRow("recipe") << QStringLiteral("recipe") << QJsonValue(QStringLiteral("magic"))
                                << QStringLiteral("magic");
        QTest::newRow("precision") << QStringLiteral("precision") << QJsonValue(QStringLiteral("float8"))
                                   << QStringLiteral("precision");
        QTest::newRow("schedule") << QStringLiteral("schedule") << QJsonValue(QStringLiteral("magic"))
                                  << QStringLiteral("schedule");
        QTest::newRow("rate") << QStringLiteral("learning_rate") << QJsonValue(-1) << QStringLiteral("learning rate");
    }

    void wrongConfigurationIsNamed()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, value);
        QFETCH(QString, named);
        const Result<TrainingConfig> read = configFromJson({{key, value}}, ImagingTask::Dermoscopy);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::Invalid);
        QVERIFY2(read.error().message.contains(named), qPrintable(read.error().message));
    }
};

QTEST_GUILESS_MAIN(ScheduleTest)
#include "schedule_test.moc"
