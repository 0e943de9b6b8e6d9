// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/preprocess.h"

#include "tests/support/safetensors_reader.h"

#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

QString reference(const QString &name)
{
    return QStringLiteral(VMUNET_SHARED_DATA "/reference/") + name;
}

/// Packed [height, width, channels] bytes of an image.
std::vector<std::uint8_t> packed(const QImage &image, QImage::Format format, int channels)
{
    const QImage converted = image.convertToFormat(format);
    std::vector<std::uint8_t> bytes;
    for (int y = 0; y < converted.height(); ++y) {
        const uchar *line = converted.constScanLine(y);
        bytes.insert(bytes.end(), line, line + qsizetype(converted.width()) * channels);
    }
    return bytes;
}

double largestDifference(const std::vector<float> &a, const std::vector<float> &b)
{
    double largest = a.size() == b.size() ? 0 : INFINITY;
    for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double difference = std::abs(double(a[i]) - b[i]);
        largest = difference <= largest ? largest : difference;
    }
    return largest;
}

} // namespace

class PreprocessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QString path = reference(QStringLiteral("preprocess.safetensors"));
        if (QFile::exists(path)) {
            m_tensors = test::readSafetensors(path.toStdString());
        }
    }

    void dermoscopyMatchesTheReference_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("side");
        QTest::newRow("133x100") << 0 << 64;
        QTest::newRow("400x300") << 1 << 256;
        QTest::newRow("31x47") << 2 << 64;
    }

    void dermoscopyMatchesTheReference()
    {
        if (m_tensors.empty()) {
            QSKIP("preprocess.safetensors is not at hand");
        }
        QFETCH(int, number);
        QFETCH(int, side);
        const QImage image(reference(QStringLiteral("preprocess_%1.png").arg(number)));
        const QImage mask(reference(QStringLiteral("preprocess_%1_mask.png").arg(number)));
        const std::string name = "dermoscopy" + std::to_string(number);

        const auto input = dermoscopyInput(packed(image, QImage::Format_RGB888, 3), image.size(), side);
        const double inputError = largestDifference(input, m_tensors.at(name + ".tensor").values<float>());
        QVERIFY2(inputError <= 255 * 1e-3, qPrintable(QString::number(inputError)));

        const auto target = dermoscopyTarget(packed(mask, QImage::Format_Grayscale8, 1), mask.size(), side, 1 / 255.0);
        const double maskError = largestDifference(target, m_tensors.at(name + ".mask").values<float>());
        QVERIFY2(maskError <= 1e-5, qPrintable(QString::number(maskError)));
        qInfo("largest error %g of 255, mask %g", inputError, maskError);
    }

    void ctMatchesTheReference_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("64x64") << 0;
        QTest::newRow("120x96") << 1;
        QTest::newRow("224x224") << 2;
    }

    void ctMatchesTheReference()
    {
        if (m_tensors.empty()) {
            QSKIP("preprocess.safetensors is not at hand");
        }
        QFETCH(int, number);
        const std::string name = "ct" + std::to_string(number);
        const test::Tensor &slice = m_tensors.at(name + ".hounsfield");
        const QSize size(int(slice.shape[1]), int(slice.shape[0]));

        const auto input = ctInput(slice.values<float>(), size, 224, ZoomEnd::Zero);
        const double error = largestDifference(input, m_tensors.at(name + ".tensor").values<float>());
        QVERIFY2(error <= 1e-5, qPrintable(QString::number(error)));
        qInfo("largest error %g", error);

        const auto labels = m_tensors.at(name + ".label224").values<std::uint8_t>();
        const auto back = zoomNearest(labels, {224, 224}, size, ZoomEnd::Zero);
        QVERIFY(back == m_tensors.at(name + ".label_back").values<std::uint8_t>());
    }

    void zoomFrom512To224LosesItsLastRowOnlyAsTheReferenceDoes()
    {
        const std::vector<float> values(512 * 512, 1.0f);
        const auto asReference = zoomCubic(values, {512, 512}, {224, 224}, ZoomEnd::Zero);
        const auto clamped = zoomCubic(values, {512, 512}, {224, 224}, ZoomEnd::Clamp);
        QCOMPARE(asReference[224 * 223], 0.0f);
        QCOMPARE(asReference[223], 0.0f);
        QVERIFY(std::abs(asReference[224 * 222] - 1) < 1e-6);
        QVERIFY(std::abs(clamped[224 * 223] - 1) < 1e-6);
        QVERIFY(std::abs(clamped[223] - 1) < 1e-6);
    }

    void zoomPassesThroughTheSamples()
    {
        const std::vector<float> values{0, 3, -1, 7, 2, 5, 4, 4, 9};
        const auto zoomed = zoomCubic(values, {3, 3}, {5, 5}, ZoomEnd::Clamp);
        for (int y = 0; y < 3; ++y) {
            for (int x = 0; x < 3; ++x) {
                QVERIFY(std::abs(zoomed[size_t(y * 2 * 5 + x * 2)] - values[size_t(y * 3 + x)]) < 1e-6);
            }
        }
    }

    void zoomHandlesSinglePixelsAndRows()
    {
        QCOMPARE(zoomCubic(std::vector<float>{4}, {1, 1}, {3, 2}, ZoomEnd::Zero), std::vector<float>(6, 4.0f));
        QCOMPARE(zoomCubic(std::vector<float>{4, 6}, {2, 1}, {1, 1}, ZoomEnd::Zero), std::vector<float>{4});
        QCOMPARE(zoomNearest(std::vector<std::uint8_t>{4, 6}, {1, 2}, {1, 3}, ZoomEnd::Zero),
            (std::vector<std::uint8_t>{4, 6, 6}));
    }

    void aFlatPhotographBecomesZerosInsteadOfNaN()
    {
        const std::vector<std::uint8_t> grey(3 * 20 * 10, 128);
        QCOMPARE(dermoscopyInput(grey, {20, 10}, 8), std::vector<float>(3 * 8 * 8, 0.0f));
    }

    void probabilitiesComeBackInTheImagesProportions()
    {
        const std::vector<float> map{0, 1, 0, 1}; // Left half 0, right half 1.
        const auto back = resizeBilinear(map, 1, {2, 2}, {4, 3});
        QCOMPARE(back, (std::vector<float>{0, 0.25f, 0.75f, 1, 0, 0.25f, 0.75f, 1, 0, 0.25f, 0.75f, 1}));
    }

    void aLargePhotographTakesMilliseconds()
    {
        std::vector<std::uint8_t> rgb(size_t(6000) * 4000 * 3);
        for (size_t i = 0; i < rgb.size(); ++i) {
            rgb[i] = std::uint8_t(i * 31);
        }
        QElapsedTimer timer;
        timer.start();
        const ByteRange range = byteRange(rgb);
        const qint64 scanned = timer.nsecsElapsed();
        const auto input = dermoscopyInput(rgb, {6000, 4000}, 256, range);
        qInfo("6000x4000 to 256: range %.1f ms, resize %.1f ms", double(scanned) / 1e6,
            double(timer.nsecsElapsed() - scanned) / 1e6);
        QCOMPARE(input.size(), size_t(3 * 256 * 256));
    }

private:
    std::map<std::string, test::Tensor> m_tensors;
};

QTEST_APPLESS_MAIN(PreprocessTest)
#include "preprocess_test.moc"
