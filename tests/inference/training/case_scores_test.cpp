// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/case_scores.h"

#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

PredictedSlice slice(std::vector<std::uint8_t> predicted, std::vector<std::uint8_t> truth, double loss = 0)
{
    const QSize size(int(truth.size()), 1);
    return {size, std::move(predicted), std::move(truth), loss};
}

} // namespace

class CaseScoresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void binaryTotalsComeFromOneConfusionMatrix()
    {
        EvaluationTotals totals(EvaluationProtocol::NetworkSize, 1);
        totals.add(QStringLiteral("a"), {slice({1, 1, 0, 0}, {1, 1, 0, 0}, 1)});
        totals.add(QStringLiteral("b"), {slice({0, 0, 0, 1}, {0, 0, 1, 0}, 3)});
        const Evaluation evaluation = totals.result();
        QCOMPARE(evaluation.truePositive, 2);
        QCOMPARE(evaluation.falsePositive, 1);
        QCOMPARE(evaluation.falseNegative, 1);
        QCOMPARE(evaluation.trueNegative, 4);
        QCOMPARE(evaluation.total.dice, 4.0 / 6);
        QCOMPARE(evaluation.total.iou, 0.5);
        QCOMPARE(evaluation.total.accuracy, 0.75);
        QCOMPARE(evaluation.total.loss, 2.0);
        QCOMPARE(evaluation.meanDice, 0.5); // Not the same: the mean of 1 and 0.
    }

    void volumesFollowThePublishedConventions()
    {
        EvaluationTotals totals(EvaluationProtocol::Volume, 4);
        // Label 1 right in two slices, label 2 predicted but absent, label 3 missed.
        totals.add(QStringLiteral("v"), {slice({1, 2, 0, 0}, {1, 0, 0, 3}), slice({1, 0, 0, 0}, {1, 0, 0, 0})});
        const Evaluation evaluation = totals.result();
        QCOMPARE(int(evaluation.classes.size()), 3);
        QCOMPARE(evaluation.classes[0].dice, 1.0);
        QCOMPARE(evaluation.classes[0].hd95, 0.0);
        QCOMPARE(evaluation.classes[1].dice, 1.0);
        QCOMPARE(evaluation.classes[1].hd95, 0.0);
        QCOMPARE(evaluation.classes[2].dice, 0.0);
        QCOMPARE(evaluation.total.dice, 2.0 / 3);
    }

    void absentStructuresDoNotCountInSlices()
    {
        EvaluationTotals totals(EvaluationProtocol::ImageSize, 3);
        totals.add(QStringLiteral("a"), {slice({1, 0}, {1, 0})});
        totals.add(QStringLiteral("b"), {slice({0, 0}, {0, 0})});
        const Evaluation evaluation = totals.result();
        QCOMPARE(evaluation.cases[0].scores.dice, 1.0);
        QVERIFY(std::isnan(evaluation.cases[1].scores.dice));
        QCOMPARE(evaluation.total.dice, 1.0);
        QCOMPARE(evaluation.meanDice, 1.0);
    }
};

QTEST_GUILESS_MAIN(CaseScoresTest)
#include "case_scores_test.moc"
