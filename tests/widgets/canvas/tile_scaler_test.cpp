// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_scaler.h"

#include "widgets/canvas/tile_image.h"

#include <QRandomGenerator>
#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

QImage noise(QSize size)
{
    QRandomGenerator random(7);
    QImage image(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            image.setPixel(x, y, 0xff000000 | random.generate());
        }
    }
    return image;
}

/// One channel between the four pixels around a device pixel's centre, as the mathematics say.
double between(const QImage &image, double across, double down, QPoint device, int shift)
{
    const double x = std::clamp((device.x() + 0.5) / across - 0.5, 0.0, image.width() - 1.0);
    const double y = std::clamp((device.y() + 0.5) / down - 0.5, 0.0, image.height() - 1.0);
    const auto at = [&](double column, double row) {
        return double((image.pixel(int(column), int(row)) >> shift) & 0xff);
    };
    const double left = std::floor(x);
    const double top = std::floor(y);
    const double right = std::min(left + 1, image.width() - 1.0);
    const double bottom = std::min(top + 1, image.height() - 1.0);
    const double upper = std::lerp(at(left, top), at(right, top), x - left);
    const double lower = std::lerp(at(left, bottom), at(right, bottom), x - left);
    return std::lerp(upper, lower, y - top);
}

} // namespace

class TileScalerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void smoothPixelsLieBetweenTheirFourNeighbours_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("across");
        QTest::addColumn<double>("down");
        QTest::addColumn<QRect>("area");
        QTest::newRow("smaller") << QSize(90, 70) << 0.53 << 0.53 << QRect(0, 0, 48, 37);
        QTest::newRow("larger, from the middle") << QSize(90, 70) << 2.7 << 2.7 << QRect(64, 32, 64, 64);
        QTest::newRow("stretched") << QSize(40, 30) << 1.0 << 3.3 << QRect(0, 0, 40, 99);
        QTest::newRow("beyond the corner") << QSize(20, 20) << 1.5 << 1.5 << QRect(-8, -8, 16, 16);
        QTest::newRow("beyond the far corner") << QSize(20, 20) << 1.5 << 1.5 << QRect(20, 20, 16, 16);
        QTest::newRow("one column") << QSize(1, 9) << 5.0 << 5.0 << QRect(0, 0, 5, 45);
        QTest::newRow("one pixel") << QSize(1, 1) << 3.0 << 3.0 << QRect(0, 0, 3, 3);
    }

    void smoothPixelsLieBetweenTheirFourNeighbours()
    {
        QFETCH(QSize, size);
        QFETCH(double, across);
        QFETCH(double, down);
        QFETCH(QRect, area);
        const QImage image = noise(size);
        const QImage tile = scaledTile(image, across, down, area, true);
        QCOMPARE(tile.size(), area.size());
        for (int y = 0; y < area.height(); ++y) {
            for (int x = 0; x < area.width(); ++x) {
                for (const int shift : {0, 8, 16}) {
                    const double expected = between(image, across, down, area.topLeft() + QPoint(x, y), shift);
                    const int shown = int((tile.pixel(x, y) >> shift) & 0xff);
                    QVERIFY2(std::abs(shown - expected) <= 2.5,
                        qPrintable(QStringLiteral("%1, %2: %3, not %4").arg(x).arg(y).arg(shown).arg(expected)));
                }
            }
        }
    }

    void aPlainImageStaysPlain()
    {
        QImage image(50, 50, QImage::Format_RGB32);
        image.fill(qRgb(255, 128, 1));
        const QImage tile = scaledTile(image, 0.71, 1.3, {0, 0, 35, 64}, true);
        for (int y = 0; y < tile.height(); ++y) {
            for (int x = 0; x < tile.width(); ++x) {
                QCOMPARE(tile.pixel(x, y), qRgb(255, 128, 1));
            }
        }
    }

    void sharpPixelsAreTheOnesUnderTheirCentres()
    {
        const QImage image = noise({30, 20});
        for (const double scale : {0.4, 1.0, 1.5, 7.0}) {
            const QRect area(3, 2, int(30 * scale) - 4, int(20 * scale) - 3);
            const QImage tile = scaledTile(image, scale, scale, area, false);
            for (int y = 0; y < area.height(); ++y) {
                for (int x = 0; x < area.width(); ++x) {
                    QCOMPARE(tile.pixel(x, y), image.pixel(int((x + 3.5) / scale), int((y + 2.5) / scale)));
                }
            }
        }
    }

    void memoryThatIsUsedAgainBelongsToOneImageOnly()
    {
        QImage first = tileImage({256, 256}, QImage::Format_RGB32);
        first.fill(Qt::red);
        const QImage kept = first;
        first = QImage();
        QImage second = tileImage({256, 256}, QImage::Format_RGB32);
        second.fill(Qt::blue);
        QCOMPARE(kept.pixelColor(200, 200), QColor(Qt::red));
        QImage third = second;
        third.fill(Qt::green);
        QCOMPARE(second.pixelColor(10, 10), QColor(Qt::blue));
    }
};

QTEST_APPLESS_MAIN(TileScalerTest)
#include "tile_scaler_test.moc"
