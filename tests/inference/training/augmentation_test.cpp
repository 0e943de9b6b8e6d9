// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/augmentation.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace vmunet;

namespace {

// Each pixel's value names its place, in image and target alike.
TrainingPixels numbered(int width, int height, int channels)
{
    TrainingPixels pixels{width, height, channels, {}, {}, false};
    for (int i = 0; i < width * height; ++i) {
        pixels.target.push_back(float(i + 1));
    }
    for (int c = 0; c < channels; ++c) {
        pixels.image.insert(pixels.image.end(), pixels.target.begin(), pixels.target.end());
    }
    return pixels;
}

// A bright disc whose mask is where it is bright.
TrainingPixels disc(int side)
{
    TrainingPixels pixels{side, side, 3, {}, {}, false};
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            pixels.target.push_back(std::hypot(x - side * 0.4, y - side * 0.55) < side * 0.25 ? 1.0f : 0.0f);
        }
    }
    for (int c = 0; c < 3; ++c) {
        for (const float t : pixels.target) {
            pixels.image.push_back(60 + 140 * t);
        }
    }
    return pixels;
}

bool imageFollowsTarget(const TrainingPixels &pixels)
{
    const size_t plane = pixels.target.size();
    for (size_t i = 0; i < pixels.image.size(); ++i) {
        if (pixels.image[i] != pixels.target[i % plane]) {
            return false;
        }
    }
    return true;
}

} // namespace

class AugmentationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void flipsAndTurnsMoveImageAndTargetAlike()
    {
        TrainingPixels pixels = numbered(3, 2, 2); // 1 2 3 / 4 5 6
        flipColumns(pixels);
        QCOMPARE(pixels.target, (std::vector<float>{3, 2, 1, 6, 5, 4}));
        QVERIFY(imageFollowsTarget(pixels));
        flipColumns(pixels);
        flipRows(pixels);
        QCOMPARE(pixels.target, (std::vector<float>{4, 5, 6, 1, 2, 3}));
        flipRows(pixels);
        rotateQuarters(pixels, 1); // Counter-clockwise: 3 6 / 2 5 / 1 4
        QCOMPARE(pixels.width, 2);
        QCOMPARE(pixels.height, 3);
        QCOMPARE(pixels.target, (std::vector<float>{3, 6, 2, 5, 1, 4}));
        QVERIFY(imageFollowsTarget(pixels));
    }

    void rotationIsCounterClockwiseAboutTheCentre()
    {
        TrainingPixels turned = numbered(5, 5, 1);
        TrainingPixels quarter = turned;
        warp(turned, PixelMap::rotation(90), Sampling::Nearest, Outside::Zero);
        rotateQuarters(quarter, 1);
        QCOMPARE(turned.target, quarter.target);
        QVERIFY(imageFollowsTarget(turned));
    }

    void outsideIsZeroOrMirrored()
    {
        PixelMap shift;
        shift.shiftX = 1;
        TrainingPixels zero = numbered(3, 1, 1);
        warp(zero, shift, Sampling::Nearest, Outside::Zero);
        QCOMPARE(zero.target, (std::vector<float>{2, 3, 0}));
        TrainingPixels mirrored = numbered(3, 1, 1);
        warp(mirrored, shift, Sampling::Bilinear, Outside::Mirror);
        QCOMPARE(mirrored.image, (std::vector<float>{2, 3, 3}));
    }

    void labelsAreNeverMixed()
    {
        TrainingPixels pixels = numbered(6, 6, 1);
        pixels.targetIsLabels = true;
        warp(pixels, PixelMap::rotation(13), Sampling::Bilinear, Outside::Mirror);
        for (const float label : pixels.target) {
            QCOMPARE(label, std::round(label));
        }
    }

    void publishedRecipeHasItsDistribution()
    {
        const Augmentation augmentation(AugmentationKind::ReferenceDermoscopy, 7);
        QVERIFY(augmentation.runAngle() >= 0 && augmentation.runAngle() < 360);
        QCOMPARE(Augmentation(AugmentationKind::ReferenceDermoscopy, 7).runAngle(), augmentation.runAngle());
        const int draws = 4000;
        int unchanged = 0;
        std::map<std::vector<float>, int> seen;
        for (int i = 0; i < draws; ++i) {
            TrainingPixels pixels = numbered(9, 7, 1);
            RandomGenerator generator(mixedSeed(7, 1, std::uint64_t(i)));
            augmentation.apply(pixels, generator);
            QVERIFY(imageFollowsTarget(pixels));
            ++seen[pixels.target];
        }
        // Two flips and one fixed rotation: eight results, each in an eighth of the cases.
        QCOMPARE(int(seen.size()), 8);
        for (const auto &[target, count] : seen) {
            QVERIFY2(std::abs(count - draws / 8) < 120, qPrintable(QString::number(count)));
            unchanged += target == numbered(9, 7, 1).target ? count : 0;
        }
        QVERIFY(unchanged > 0);
    }

    void publishedCtRecipeHasItsDistribution()
    {
        const Augmentation augmentation(AugmentationKind::ReferenceCt, 7);
        const int draws = 4000;
        const std::vector<float> original = numbered(8, 8, 1).target;
        int unchanged = 0;
        int turned = 0; // All pixels are still there: a quarter turn and a flip.
        for (int i = 0; i < draws; ++i) {
            TrainingPixels pixels = numbered(8, 8, 1);
            RandomGenerator generator(mixedSeed(7, 1, std::uint64_t(i)));
            augmentation.apply(pixels, generator);
            QVERIFY(imageFollowsTarget(pixels));
            std::vector<float> sorted = pixels.target;
            std::sort(sorted.begin(), sorted.end());
            if (pixels.target == original) {
                ++unchanged;
            } else if (sorted == original) {
                ++turned;
            }
        }
        // A flip always follows the turn, so none of that half is the original.
        QVERIFY2(std::abs(turned - draws / 2) < 130, qPrintable(QString::number(turned)));
        // A quarter, and the small angles that move no pixel of so small an image.
        QVERIFY2(unchanged > draws / 4 - 120 && unchanged < draws / 2, qPrintable(QString::number(unchanged)));
    }

    void ownRecipeKeepsImageAndMaskTogether()
    {
        const Augmentation augmentation(AugmentationKind::Dermoscopy, 7);
        double agreement = 0;
        const int draws = 50;
        for (int i = 0; i < draws; ++i) {
            TrainingPixels pixels = disc(48);
            RandomGenerator generator(mixedSeed(7, 3, std::uint64_t(i)));
            augmentation.apply(pixels, generator);
            const auto [low, high] = std::minmax_element(pixels.image.begin(), pixels.image.begin() + 48 * 48);
            int same = 0;
            for (size_t p = 0; p < pixels.target.size(); ++p) {
                same += (pixels.image[p] > (*low + *high) / 2) == (pixels.target[p] > 0.5f);
            }
            agreement += double(same) / double(pixels.target.size()) / draws;
            for (const float v : pixels.image) {
                QVERIFY(v >= 0 && v <= 255);
            }
        }
        QVERIFY2(agreement > 0.97, qPrintable(QString::number(agreement)));
    }
};

QTEST_GUILESS_MAIN(AugmentationTest)
#include "augmentation_test.moc"
