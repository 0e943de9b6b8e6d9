// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "core/image/reslice.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <cstring>
#include <limits>

using namespace vmunet;

namespace {

constexpr int kWidth = 7;
constexpr int kHeight = 5;
constexpr int kSlices = 6;

int valueOf(const Voxel &voxel)
{
    return voxel[0] + 10 * voxel[1] + 37 * voxel[2];
}

/// A volume that counts in a way that tells every voxel's neighbours apart; grey value = sample with kPlain.
template <typename Sample>
Image countingVolume(SampleType type)
{
    Image image{.kind = ImageKind::Volume, .width = kWidth, .height = kHeight, .slices = kSlices, .type = type};
    image.geometry.known = true;
    image.samples.resize(qsizetype(kWidth * kHeight * kSlices * sizeof(Sample)));
    auto *sample = reinterpret_cast<Sample *>(image.samples.data());
    for (int k = 0; k < kSlices; ++k) {
        for (int j = 0; j < kHeight; ++j) {
            for (int i = 0; i < kWidth; ++i) {
                *sample++ = Sample(valueOf({i, j, k}));
            }
        }
    }
    return image;
}

constexpr WindowLevel kPlain{.level = 127.5, .width = 255};

/// Grid axis a runs along patient axis (a + shift) % 3, backwards where `flips` has bit a.
void turn(Image &image, int shift, int flips)
{
    for (size_t axis = 0; axis < 3; ++axis) {
        image.geometry.direction[axis] = {0, 0, 0};
        image.geometry.direction[axis][(axis + size_t(shift)) % 3] = flips >> axis & 1 ? -1 : 1;
    }
}

} // namespace

class ResliceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPixelIsTheVoxelOfTheLayout()
    {
        Image image = countingVolume<qint16>(SampleType::Int16);
        for (int turned = 0; turned < 24; ++turned) {
            turn(image, turned / 8, turned % 8);
            for (int through = 0; through < 3; ++through) {
                const PlaneLayout layout = planeLayout(image, through);
                const int position = layout.count() / 2;
                const QImage picture = renderPlane(image, layout, position, kPlain);
                QCOMPARE(picture.size(), layout.size());
                for (int y = 0; y < picture.height(); ++y) {
                    for (int x = 0; x < picture.width(); ++x) {
                        QCOMPARE(qGray(picture.pixel(x, y)), std::min(255, valueOf(layout.voxelAt({x, y}, position))));
                    }
                }
            }
        }
    }

    void theStackIsTheSameAsTheRenderedSlice()
    {
        Image image = countingVolume<float>(SampleType::Float32);
        image.rescaleSlope = -0.5;
        image.rescaleIntercept = 100;
        image.invertedGrey = true;
        const WindowLevel window{.level = 60, .width = 77};
        QCOMPARE(renderPlane(image, planeLayout(image, 2), 3, window), renderSlice(image, 3, window));
    }

    void outsideTheVolumeIsNothing()
    {
        const Image image = countingVolume<quint8>(SampleType::UInt8);
        const PlaneLayout layout = planeLayout(image, 1);
        QVERIFY(renderPlane(image, layout, -1, kPlain).isNull());
        QVERIFY(renderPlane(image, layout, kHeight, kPlain).isNull());
        Image photograph = image;
        photograph.kind = ImageKind::Photograph;
        QVERIFY(renderPlane(photograph, layout, 0, kPlain).isNull());
    }

    void oneVoxelIsAVolumeToo()
    {
        Image image{.kind = ImageKind::Volume, .width = 1, .height = 1, .samples = QByteArray(1, char(99))};
        for (int through = 0; through < 3; ++through) {
            const PlaneLayout layout = planeLayout(image, through);
            QCOMPARE(qGray(renderPlane(image, layout, 0, kPlain).pixel(0, 0)), 99);
            QCOMPARE(qGray(renderPlane(image, layout, 0, kPlain, {.thickness = 9}).pixel(0, 0)), 99);
        }
    }

    void slabsAreTheMaximumOrTheMeanOfTheirPictures()
    {
        const Image image = countingVolume<qint16>(SampleType::Int16);
        for (int through = 0; through < 3; ++through) {
            const PlaneLayout layout = planeLayout(image, through);
            const Voxel low = layout.voxelAt({1, 1}, 1);
            const Voxel middle = layout.voxelAt({1, 1}, 2);
            const Voxel high = layout.voxelAt({1, 1}, 3);
            const QImage maximum = renderPlane(image, layout, 2, kPlain, {3, Projection::Maximum});
            const QImage mean = renderPlane(image, layout, 2, kPlain, {3, Projection::Mean});
            QCOMPARE(qGray(maximum.pixel(1, 1)), valueOf(high));
            QCOMPARE(qGray(mean.pixel(1, 1)), (valueOf(low) + valueOf(middle) + valueOf(high)) / 3);
        }
    }

    void slabsEndWhereTheVolumeEnds()
    {
        const Image image = countingVolume<qint16>(SampleType::Int16);
        const PlaneLayout layout = planeLayout(image, 2);
        const QImage mean = renderPlane(image, layout, 0, kPlain, {5, Projection::Mean});
        QCOMPARE(qGray(mean.pixel(2, 1)), valueOf({2, 1, 1})); // Of slices 0, 1 and 2.
    }

    void aNegativeSlopeTakesTheGreatestRescaledValue()
    {
        Image image = countingVolume<qint16>(SampleType::Int16);
        image.rescaleSlope = -1;
        image.rescaleIntercept = 255;
        const QImage maximum = renderPlane(image, planeLayout(image, 2), 2, kPlain, {3, Projection::Maximum});
        QCOMPARE(qGray(maximum.pixel(1, 1)), 255 - valueOf({1, 1, 1}));
    }

    void noNumberIsBlack()
    {
        Image image = countingVolume<float>(SampleType::Float32);
        auto *samples = reinterpret_cast<float *>(image.samples.data());
        for (int k = 0; k < kSlices; ++k) {
            samples[k * kWidth * kHeight] = std::numeric_limits<float>::quiet_NaN();
        }
        const PlaneLayout layout = planeLayout(image, 2);
        QCOMPARE(qGray(renderPlane(image, layout, 3, kPlain).pixel(0, 0)), 0);
        QCOMPARE(qGray(renderPlane(image, layout, 3, kPlain, {3, Projection::Maximum}).pixel(0, 0)), 0);
        QCOMPARE(qGray(renderPlane(image, layout, 3, kPlain, {3, Projection::Mean}).pixel(0, 0)), 0);
    }

    void masksAreCutLikeImages()
    {
        Image image = countingVolume<quint8>(SampleType::UInt8);
        LabelSlices slices;
        for (int k = 0; k < kSlices; ++k) {
            slices.push_back(reinterpret_cast<const quint8 *>(image.samples.constData()) + k * image.sliceBytes());
        }
        for (int turned = 0; turned < 24; ++turned) {
            turn(image, turned / 8, turned % 8);
            for (int through = 0; through < 3; ++through) {
                const PlaneLayout layout = planeLayout(image, through);
                const Mask mask = maskPlane(slices, layout, 1);
                QCOMPARE(mask.size(), layout.size());
                for (int y = 0; y < mask.size().height(); ++y) {
                    for (int x = 0; x < mask.size().width(); ++x) {
                        QCOMPARE(int(mask.at({x, y})), valueOf(layout.voxelAt({x, y}, 1)) % 256);
                    }
                }
            }
        }
    }

    void onlyWhatChangedIsTakenOver()
    {
        Image image = countingVolume<quint8>(SampleType::UInt8);
        std::vector<QByteArray> planes(kSlices, QByteArray(kWidth * kHeight, '\0'));
        LabelSlices slices;
        for (const QByteArray &plane : planes) {
            slices.push_back(reinterpret_cast<const quint8 *>(plane.constData()));
        }
        const QRect painted(2, 1, 3, 2);
        for (int turned = 0; turned < 24; ++turned) {
            turn(image, turned / 8, turned % 8);
            for (int through = 0; through < 3; ++through) {
                const PlaneLayout layout = planeLayout(image, through);
                const int position = through == 2 ? 4 : 2;
                Mask before = maskPlane(slices, layout, position);
                for (int y = painted.top(); y <= painted.bottom(); ++y) {
                    std::memset(planes[4].data() + y * kWidth + painted.left(), 3, size_t(painted.width()));
                }
                const QRect changed = changedInPlane(layout, position, 4, painted);
                QCOMPARE(changed.width() * changed.height(), through == 2 ? 6 : through == 1 ? 3 : 2);
                updateMaskPlane(before, slices, layout, position, changed);
                QCOMPARE(before, maskPlane(slices, layout, position));
                QVERIFY(changedInPlane(layout, through == 2 ? 3 : 0, 4, painted).isEmpty());
                planes[4].fill('\0');
            }
        }
    }

    void aLargeVolumeIsCutInAFewMilliseconds()
    {
        Image image{.kind = ImageKind::Volume, .width = 512, .height = 512, .slices = 400, .type = SampleType::Int16};
        image.samples = QByteArray(image.sliceBytes() * image.slices, '\1');
        const QByteArray labels(512 * 512 * 400, '\1');
        LabelSlices slices;
        for (int k = 0; k < 400; ++k) {
            slices.push_back(reinterpret_cast<const quint8 *>(labels.constData()) + k * 512 * 512);
        }
        for (int through = 0; through < 3; ++through) {
            const PlaneLayout layout = planeLayout(image, through);
            qint64 picture = std::numeric_limits<qint64>::max();
            qint64 mask = picture;
            qint64 slab = picture;
            for (int repeat = 0; repeat < 9; ++repeat) {
                QElapsedTimer clock;
                clock.start();
                renderPlane(image, layout, 37 * (repeat + 1), kPlain);
                picture = std::min(picture, clock.nsecsElapsed());
                clock.start();
                maskPlane(slices, layout, 37 * (repeat + 1));
                mask = std::min(mask, clock.nsecsElapsed());
                clock.start();
                renderPlane(image, layout, 37 * (repeat + 1), kPlain, {20, Projection::Maximum});
                slab = std::min(slab, clock.nsecsElapsed());
            }
            qInfo("across axis %d: picture %.2f ms, mask %.2f ms, slab of 20 %.2f ms", through, double(picture) / 1e6,
                double(mask) / 1e6, double(slab) / 1e6);
            QVERIFY(picture < 60'000'000); // An order of magnitude of room for busy machines.
            QVERIFY(mask < 60'000'000);
        }
    }
};

QTEST_APPLESS_MAIN(ResliceTest)
#include "reslice_test.moc"
