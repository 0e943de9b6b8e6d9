// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/comparison_report.h"

#include "inference/training/comparison_pictures.h"
#include "inference/training/run_folder.h"
#include "inference/training/trainer.h"
#include "tests/inference/training/tiny_data.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace vmunet;

namespace {

TrainingConfig tinyConfig()
{
    TrainingConfig config = *configOfRecipe(QStringLiteral("default"), ImagingTask::Dermoscopy);
    config.epochs = 40;
    config.learningRate = 5e-3;
    config.emaDecay = 0.9;
    config.batchSize = 3;
    config.inputSide = 32;
    config.dims = {8, 16, 32, 64};
    config.encoderDepths = {1, 1, 1, 1};
    config.decoderDepths = {1, 1, 1, 1};
    config.stateSize = 4;
    config.device = QStringLiteral("cpu");
    config.threads = 1;
    return config;
}

} // namespace

class ComparisonReportTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void picturesSayWhereTheyAgreeAndWhatChanged()
    {
        QImage grey(4, 1, QImage::Format_RGB32);
        grey.fill(Qt::black);
        const LabelPlane truth{1, 1, 0, 0};
        const LabelPlane before{1, 0, 1, 0};
        const LabelPlane after{1, 1, 0, 1};
        const QImage agreement = agreementPicture(grey, truth, before);
        const auto isTint = [](QRgb pixel, const QColor &color) {
            return std::abs(qRed(pixel) - 0.6 * color.red()) < 1 && std::abs(qGreen(pixel) - 0.6 * color.green()) < 1
                && std::abs(qBlue(pixel) - 0.6 * color.blue()) < 1;
        };
        QVERIFY(isTint(agreement.pixel(0, 0), comparison::kRight));
        QVERIFY(isTint(agreement.pixel(1, 0), comparison::kMissed));
        QVERIFY(isTint(agreement.pixel(2, 0), comparison::kTooMuch));
        QCOMPARE(agreement.pixel(3, 0), qRgb(0, 0, 0));
        const QImage change = changePicture(grey, truth, before, after);
        QCOMPARE(change.pixel(0, 0), qRgb(0, 0, 0));
        QVERIFY(isTint(change.pixel(1, 0), comparison::kBetter));
        QVERIFY(isTint(change.pixel(2, 0), comparison::kBetter));
        QVERIFY(isTint(change.pixel(3, 0), comparison::kWorse));
    }

    void aRunThatSpoilsItsModelShowsIt()
    {
        test::writeTinyPhotographs(path("data"), 16);
        const Result<TrainingSet> set = readLayout(path("data"), QStringLiteral("folder"), 0.3);
        QVERIFY(set);
        TrainingObserver silent;
        const Result<RunSummary> good = train(*set, tinyConfig(), path("good"), silent);
        QVERIFY(good);
        TrainingConfig spoiling = *configOfRecipe(QStringLiteral("fine-tune"), ImagingTask::Dermoscopy);
        spoiling.baseModel = good->modelPath;
        spoiling.epochs = 1;
        spoiling.batchSize = 4;
        spoiling.learningRate = 0.05; // Ruins what the model has learnt.
        spoiling.warmupEpochs = 0;
        spoiling.emaDecay = 0;
        spoiling.device = QStringLiteral("cpu");
        spoiling.threads = 1;
        const Result<RunSummary> spoilt = train(*set, spoiling, path("spoilt"), silent);
        QVERIFY2(spoilt, spoilt ? "" : qPrintable(spoilt.error().message));
        const HeldOutSummary &held = spoilt->heldOut;
        QVERIFY(held.meanDiceAfter < held.meanDiceBefore);
        QVERIFY(!held.worse.empty());
        QVERIFY(std::is_sorted(held.worse.begin(), held.worse.end(),
            [](const auto &a, const auto &b) { return a.after - a.before < b.after - b.before; }));
        for (const HeldOutCase &one : held.cases) {
            QCOMPARE(one.classesBefore.size(), size_t(1));
            QCOMPARE(one.classesBefore.front().dice, one.before);
            QVERIFY(one.classesBefore.front().iou <= one.before);
        }

        const QString report = QString::fromUtf8(*readWhole(RunFolder(path("spoilt")).reportPath()));
        QVERIFY(report.contains(QStringLiteral("Cases that got worse")));
        const QRegularExpression picture(QStringLiteral("src=\"data:image/png;base64,([^\"]+)\""));
        auto pictures = picture.globalMatch(report);
        int count = 0;
        while (pictures.hasNext()) {
            const QByteArray png = QByteArray::fromBase64(pictures.next().captured(1).toLatin1());
            QVERIFY(!QImage::fromData(png, "PNG").isNull());
            ++count;
        }
        QCOMPARE(count, 4 * int(held.worse.size()));
        QVERIFY(QFile::exists(RunFolder(path("spoilt")).comparisonPath()));
        // The same numbers and intervals for the same seed.
        QCOMPARE(comparisonSection(*set, held, 42), comparisonSection(*set, held, 42));
        QVERIFY(comparisonSection(*set, held, 42) != comparisonSection(*set, held, 43));
    }

    void withoutHeldOutCasesThereIsNoSection() { QVERIFY(comparisonSection({}, {}, 1).isEmpty()); }

private:
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(ComparisonReportTest)
#include "comparison_report_test.moc"
