// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/evaluation_report.h"

#include "inference/training/case_scores.h"
#include "inference/training/report_plots.h"

#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

constexpr auto kNone = EvaluationScores::kNone;

PredictedSlice slice(std::vector<std::uint8_t> predicted, std::vector<std::uint8_t> truth)
{
    return {QSize(int(truth.size()), 1), std::move(predicted), std::move(truth), 0.5};
}

} // namespace

class EvaluationReportTest : public QObject {
    Q_OBJECT

private:
    TrainingSet m_set;

private Q_SLOTS:
    void initTestCase()
    {
        m_set.layout = QStringLiteral("folder");
        m_set.classNames = QStringList{QStringLiteral("lesion")};
    }

    void calibrationComparesConfidenceWithWhatIsRight()
    {
        Calibration calibration;
        QVERIFY(std::isnan(calibration.expectedError()));
        for (int i = 0; i < 10; ++i) {
            calibration.add(0.95, i < 9); // 0.05 too sure.
            calibration.add(0.15, i < 2); // 0.05 too shy.
        }
        calibration.add(std::nan(""), true);
        calibration.add(-0.1, true);
        calibration.add(1.1, true);
        QCOMPARE(calibration.pixels(), 20);
        QVERIFY(std::abs(calibration.expectedError() - 0.05) < 1e-12);
        QCOMPARE(calibration.bins[9].pixels, 10);
        QCOMPARE(calibration.bins[1].share(), 0.2);
        calibration.add(1.0, true); // In the last bin, not beyond.
        QCOMPARE(calibration.bins[9].pixels, 11);
    }

    void plainNumbersDoNotExistForWhatIsNowhere()
    {
        const EvaluationScores empty = cleanScores({.trueNegative = 10}, 3);
        QVERIFY(std::isnan(empty.dice) && std::isnan(empty.iou) && std::isnan(empty.sensitivity));
        QVERIFY(std::isnan(empty.hd95));
        QCOMPARE(empty.accuracy, 1.0);
        const EvaluationScores invented = cleanScores({.falsePositive = 2, .trueNegative = 8}, 3);
        QCOMPARE(invented.dice, 0.0);
        QVERIFY(std::isnan(invented.sensitivity) && std::isnan(invented.hd95));
        const EvaluationScores found = cleanScores({2, 1, 1, 6}, 3);
        QCOMPARE(found.hd95, 3.0);
        QVERIFY(std::abs(found.dice - 4.0 / 6) < 1e-12);
    }

    void thePublishedConventionAndThePlainOneStandApart()
    {
        EvaluationTotals totals(EvaluationProtocol::Volume, 3);
        totals.add(QStringLiteral("invented"), {slice({1, 1, 0, 0}, {1, 1, 0, 0})}); // Nothing of structure 2 anywhere.
        totals.add(QStringLiteral("missed"), {slice({1, 2, 0, 0}, {1, 1, 0, 0})}); // 2 predicted, not there.
        const Evaluation evaluation = totals.result();
        QCOMPARE(evaluation.classes[1].dice, 0.5); // 0 where nothing was predicted, 1 where it was invented.
        const auto clean = cleanSummaries(evaluation, 1);
        QCOMPARE(clean[1].dice.cases, 1);
        QCOMPARE(clean[1].dice.mean, 0.0);
        QCOMPARE(clean[1].hd95.cases, 0);
        QCOMPARE(clean[0].dice.cases, 2);
    }

    void tablesQuoteWhatTheirFormatsNeed()
    {
        EvaluationTotals totals(EvaluationProtocol::ImageSize, 1);
        totals.add(QStringLiteral("a,\"b\""), {slice({1, 1, 0, 0}, {1, 0, 0, 0})});
        const Evaluation evaluation = totals.result();
        const QList<QByteArray> csv = evaluationCsv(m_set, evaluation).split('\n');
        QVERIFY2(
            csv[1].startsWith("\"a,\"\"b\"\"\",lesion,0.666667,0.5,0.75,1,0.666667,,0.5,0.25"), csv[1].constData());
        const QByteArray latex = evaluationLatex(m_set, evaluation, EvaluationProtocol::ImageSize,
            cleanSummaries(evaluation, 1), QStringLiteral("my_net & 50%"));
        QVERIFY2(
            latex.contains("my\\_net \\& 50\\% & 50.00 & 66.67 & 75.00 & 66.67 & 100.00 \\\\\n"), latex.constData());
    }

    void thePageEscapesNamesAndHasItsPlots()
    {
        EvaluationTotals totals(EvaluationProtocol::ImageSize, 1);
        totals.add(QStringLiteral("<x>&"), {slice({1, 1, 0, 0}, {1, 0, 0, 0})});
        Evaluation evaluation = totals.result();
        evaluation.leftOut.push_back({QStringLiteral("<i>"), QStringLiteral("damaged")});
        Calibration calibration;
        calibration.add(0.9, true);
        const std::vector<CasePicture> worst{{QStringLiteral("<x>&"), 0.5, 3, "x", "y", "z"}};
        const QByteArray page = evaluationPage({m_set, evaluation, EvaluationProtocol::ImageSize, calibration, worst,
            QStringLiteral("<u>"), QStringLiteral("abc"), 1});
        for (const char *raw : {"<x>&", "<i>", "<u>"}) {
            QVERIFY2(!page.contains(raw), raw);
        }
        QCOMPARE(page.count("<svg"), 3);
        QVERIFY(page.contains("&lt;x&gt;&amp;") && page.contains("slice 3") && page.contains("damaged"));
        QVERIFY(!page.contains("http")); // It needs nothing from elsewhere.
    }

    void plotsLeaveOutWhatIsNoNumber()
    {
        const QString plot =
            plots::scatter({{0.5, kNone}, {0.5, 0.5}, {0, 0.5}}, QStringLiteral("x"), QStringLiteral("y"), true);
        QCOMPARE(plot.count(QStringLiteral("<circle")), 2);
        const std::vector<double> values{0.1, 0.12, kNone, 1.0};
        QCOMPARE(plots::histogram(values, QStringLiteral("v")).count(QStringLiteral("<rect")), 20);
    }
};

QTEST_GUILESS_MAIN(EvaluationReportTest)
#include "evaluation_report_test.moc"
