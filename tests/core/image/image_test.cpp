// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image.h"

#include "core/image/image_crop.h"
#include "core/image/image_loader.h"

#include <QTest>

#include <cmath>
#include <cstring>

using namespace vmunet;

namespace {

Image volumeOf(const std::vector<qint16> &values, int width, int height, int slices)
{
    Image image;
    image.kind = ImageKind::Volume;
    image.width = width;
    image.height = height;
    image.slices = slices;
    image.type = SampleType::Int16;
    image.samples = QByteArray(reinterpret_cast<const char *>(values.data()), qsizetype(values.size() * 2));
    image.rescaleSlope = 2;
    image.rescaleIntercept = -1000;
    return image;
}

} // namespace

class ImageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rescaledSliceAppliesSlopeAndIntercept()
    {
        const Image image = volumeOf({0, 1, 2, 3, -4, 5, 6, 700}, 2, 2, 2);
        QCOMPARE(rescaledSlice(image, 1), (std::vector<float>{-1008, -990, -988, 400}));
        QVERIFY(rescaledSlice(image, 2).empty());
        QVERIFY(rescaledSlice(image, -1).empty());
    }

    void valuesAtIsEmptyOutside()
    {
        const Image image = volumeOf({0, 1, 2, 3, -4, 5, 6, 700}, 2, 2, 2);
        QCOMPARE(valuesAt(image, 1, 1, 1), (std::vector<double>{400}));
        QVERIFY(valuesAt(image, 1, 2, 1).empty());
        QVERIFY(valuesAt(image, 2, 0, 0).empty());
        QVERIFY(valuesAt(Image{}, 0, 0, 0).empty());
    }

    void windowMapsItsEndsToBlackAndWhite()
    {
        const Image image = volumeOf({400, 500, 600, 0}, 4, 1, 1); // -200, 0, 200, -1000 rescaled.
        const QImage grey = renderSlice(image, 0, {.level = 0, .width = 400});
        QCOMPARE(grey.format(), QImage::Format_Grayscale8);
        QCOMPARE(int(grey.constScanLine(0)[0]), 0);
        QCOMPARE(int(grey.constScanLine(0)[1]), 128);
        QCOMPARE(int(grey.constScanLine(0)[2]), 255);
        QCOMPARE(int(grey.constScanLine(0)[3]), 0);
    }

    void invertedGreyShowsLowValuesBright()
    {
        Image image = volumeOf({400, 600}, 2, 1, 1);
        image.invertedGrey = true;
        const QImage grey = renderSlice(image, 0, {.level = 0, .width = 400});
        QCOMPARE(int(grey.constScanLine(0)[0]), 255);
        QCOMPARE(int(grey.constScanLine(0)[1]), 0);
    }

    void notANumberIsBlack()
    {
        Image image;
        image.kind = ImageKind::Volume;
        image.width = 2;
        image.height = 1;
        image.type = SampleType::Float32;
        const float values[] = {NAN, 5};
        image.samples = QByteArray(reinterpret_cast<const char *>(values), sizeof values);
        QCOMPARE(int(renderSlice(image, 0, {.level = 2.5, .width = 5}).constScanLine(0)[0]), 0);
        QCOMPARE(initialWindow(image), (WindowLevel{.level = 5, .width = 1}));
    }

    void initialWindowPrefersTheFileThenCtThenTheRange()
    {
        Image image = volumeOf({200, 1000}, 2, 1, 1); // -600 and 1000 rescaled.
        QCOMPARE(initialWindow(image), (WindowLevel{.level = 200, .width = 1600}));
        image.modality = QStringLiteral("CT");
        QCOMPARE(initialWindow(image), (WindowLevel{.level = 40, .width = 400}));
        image.modality.clear();
        image.samples[0] = 0; // From air on.
        QCOMPARE(initialWindow(image), (WindowLevel{.level = 40, .width = 400}));
        image.defaultWindow = WindowLevel{.level = 60, .width = 300};
        QCOMPARE(initialWindow(image), (WindowLevel{.level = 60, .width = 300}));
    }

    void aCropIsAnImageOfItsOwn()
    {
        Image image = volumeOf({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 2, 2);
        image.geometry.spacingMm = {2, 3, 5};
        const Image crop = croppedImage(image, 1, {1, 0, 7, 7});
        QCOMPARE(crop.size(), QSize(2, 2));
        QCOMPARE(crop.slices, 1);
        QCOMPARE(rescaledSlice(crop, 0),
            (std::vector<float>{rescaledSlice(image, 1)[1], rescaledSlice(image, 1)[2], rescaledSlice(image, 1)[4],
                rescaledSlice(image, 1)[5]}));
        QCOMPARE(crop.geometry.originMm, (Vector3{2, 0, 5}));
        QVERIFY(croppedImage(image, 2, {0, 0, 1, 1}).isNull());
        QVERIFY(croppedImage(image, 0, {3, 0, 2, 2}).isNull());
        QVERIFY(croppedImage(Image(), 0, {0, 0, 1, 1}).isNull());
    }
};

QTEST_GUILESS_MAIN(ImageTest)
#include "image_test.moc"
