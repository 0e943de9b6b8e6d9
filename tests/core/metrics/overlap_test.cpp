// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/overlap.h"

#include "tests/support/metrics_reference.h"

#include <QTest>

#include <cmath>

using namespace vmunet;

class OverlapTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void countsAndRatiosMatchTheReference()
    {
        const auto cases = test::readMetricsCases();
        if (cases.empty()) {
            QSKIP("the reference is not at hand");
        }
        QCOMPARE(cases.size(), size_t(6));
        for (const test::MetricsCase &recorded : cases) {
            const Confusion counts = confusionOf(recorded.prediction, recorded.truth, Label{1});
            QCOMPARE(counts.truePositive, recorded.expected["tp"].get<qint64>());
            QCOMPARE(counts.falsePositive, recorded.expected["fp"].get<qint64>());
            QCOMPARE(counts.falseNegative, recorded.expected["fn"].get<qint64>());
            QCOMPARE(counts.trueNegative, recorded.expected["tn"].get<qint64>());
            const auto agrees = [&](const char *name, double value) {
                return std::abs(value - recorded.expected[name].get<double>()) <= 1e-12;
            };
            QVERIFY(agrees("accuracy", accuracy(counts)));
            QVERIFY(agrees("sensitivity", sensitivity(counts)));
            QVERIFY(agrees("specificity", specificity(counts)));
            QVERIFY(agrees("dice", dice(counts)));
            QVERIFY(agrees("iou", iou(counts)));
        }
    }

    void ratiosOfNothingAreZero()
    {
        QCOMPARE(accuracy({}), 0.0);
        QCOMPARE(dice({}), 0.0);
        QCOMPARE(iou({0, 0, 0, 12}), 0.0);
        QCOMPARE(specificity({3, 0, 0, 0}), 0.0);
    }

    void eachClassIsCountedAgainstAllOthers()
    {
        Mask prediction({4, 1});
        Mask truth({4, 1});
        prediction.fill({0, 0, 2, 1}, Label{2});
        truth.fill({1, 0, 1, 1}, Label{2});
        truth.fill({2, 0, 1, 1}, Label{3});
        QCOMPARE(confusionOf(prediction, truth, Label{2}), (Confusion{1, 1, 0, 2}));
        QCOMPARE(confusionOf(prediction, truth, Label{3}), (Confusion{0, 0, 1, 3}));
    }

    void confusionsOfImagesAddUp()
    {
        Confusion sum{1, 2, 3, 4};
        sum += {10, 20, 30, 40};
        QCOMPARE(sum, (Confusion{11, 22, 33, 44}));
    }
};

QTEST_APPLESS_MAIN(OverlapTest)
#include "overlap_test.moc"
