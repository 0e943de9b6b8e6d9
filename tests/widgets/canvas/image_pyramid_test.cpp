// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/image_pyramid.h"

#include <QTest>

using namespace vmunet;

class ImagePyramidTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void levelsHalveUntilTheImageIsSmall()
    {
        const ImagePyramid pyramid(QImage(3000, 1001, QImage::Format_RGB888));
        QCOMPARE(pyramid.size(), QSize(3000, 1001));
        QCOMPARE(pyramid.level(1).size(), QSize(1500, 501));
        QCOMPARE(pyramid.level(pyramid.levels() - 1).width(), 375);
    }

    void greyPicturesKeepTheirShades()
    {
        QImage grey(256, 1, QImage::Format_Grayscale8);
        for (int x = 0; x < 256; ++x) {
            grey.scanLine(0)[x] = uchar(x);
        }
        const ImagePyramid pyramid(grey);
        for (int x = 0; x < 256; ++x) {
            QCOMPARE(pyramid.level(0).pixel(x, 0), qRgb(x, x, x));
        }
    }

    void aPixelOfALevelIsTheMeanOfFour()
    {
        QImage image(1024, 1024, QImage::Format_RGB32);
        image.fill(Qt::black);
        image.setPixel(0, 0, qRgb(200, 100, 40));
        image.setPixel(1, 1, qRgb(200, 100, 40));
        const ImagePyramid pyramid(image);
        QCOMPARE(pyramid.level(1).pixel(0, 0), qRgb(100, 50, 20));
        QCOMPARE(pyramid.level(1).pixel(1, 0), qRgb(0, 0, 0));
    }

    void theChosenLevelIsNeverCoarserThanTheScreen()
    {
        const ImagePyramid pyramid(QImage(4096, 4096, QImage::Format_RGB32));
        QCOMPARE(pyramid.levelFor(1), 0);
        QCOMPARE(pyramid.levelFor(0.51), 0);
        QCOMPARE(pyramid.levelFor(0.5), 1);
        QCOMPARE(pyramid.levelFor(0.24), 2);
        QCOMPARE(pyramid.levelFor(0.001), pyramid.levels() - 1);
    }
};

QTEST_APPLESS_MAIN(ImagePyramidTest)
#include "image_pyramid_test.moc"
