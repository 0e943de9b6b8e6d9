// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/plane_layout.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace vmunet;

namespace {

/// A volume whose grid axis `a` runs along the patient axis order[a], backwards where `flips` has bit a.
Image turnedVolume(const std::array<int, 3> &order, int flips)
{
    Image image{.kind = ImageKind::Volume, .width = 4, .height = 5, .slices = 6};
    image.samples.resize(4 * 5 * 6);
    image.geometry.known = true;
    image.geometry.spacingMm = {1, 2, 3};
    for (size_t axis = 0; axis < 3; ++axis) {
        image.geometry.direction[axis] = {0, 0, 0};
        image.geometry.direction[axis][size_t(order[axis])] = flips >> axis & 1 ? -1 : 1;
    }
    return image;
}

Vector3 positionOf(const Image &image, const PlaneLayout &layout, QPoint pixel)
{
    return patientPositionMm(image.geometry, layout.voxelAt(pixel, 0));
}

/// What the letter at the end of a way through the patient has to be, from the positions alone.
QString letterTowards(const Vector3 &from, const Vector3 &to)
{
    static constexpr char kNames[3][2] = {{'R', 'L'}, {'A', 'P'}, {'I', 'S'}};
    for (size_t axis = 0; axis < 3; ++axis) {
        if (std::abs(to[axis] - from[axis]) > 0.5) {
            return QString(QLatin1Char(kNames[axis][to[axis] > from[axis] ? 1 : 0]));
        }
    }
    return {};
}

void compareWithPositions(const Image &image, const PlaneLayout &layout)
{
    const EdgeLetters letters = edgeLetters(image, layout);
    const QPoint corner(layout.size().width() - 1, layout.size().height() - 1);
    const Vector3 origin = positionOf(image, layout, {0, 0});
    const Vector3 right = positionOf(image, layout, {corner.x(), 0});
    const Vector3 bottom = positionOf(image, layout, {0, corner.y()});
    QCOMPARE(letters.right, letterTowards(origin, right));
    QCOMPARE(letters.left, letterTowards(right, origin));
    QCOMPARE(letters.bottom, letterTowards(origin, bottom));
    QCOMPARE(letters.top, letterTowards(bottom, origin));
}

} // namespace

class PlaneLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lettersTellWhereVoxelsLie_data()
    {
        QTest::addColumn<int>("permutation");
        QTest::addColumn<int>("flips");
        for (int permutation = 0; permutation < 6; ++permutation) {
            for (int flips = 0; flips < 8; ++flips) {
                QTest::addRow("order %d flips %d", permutation, flips) << permutation << flips;
            }
        }
    }

    void lettersTellWhereVoxelsLie()
    {
        QFETCH(const int, permutation);
        QFETCH(const int, flips);
        std::array<int, 3> order{0, 1, 2};
        for (int i = 0; i < permutation; ++i) {
            std::next_permutation(order.begin(), order.end());
        }
        const Image image = turnedVolume(order, flips);
        QList<Anatomy> seen;
        for (int through = 0; through < 3; ++through) {
            const PlaneLayout layout = planeLayout(image, through);
            compareWithPositions(image, layout);
            const Anatomy anatomy = anatomyOf(image, layout);
            QVERIFY(!seen.contains(anatomy));
            seen.append(anatomy);
            if (through == 2) {
                QVERIFY(!layout.mirroredAcross && !layout.mirroredDown && layout.across == 0);
                continue;
            }
            const EdgeLetters letters = edgeLetters(image, layout);
            QCOMPARE(letters.left, anatomy == Anatomy::Sagittal ? QStringLiteral("A") : QStringLiteral("R"));
            QCOMPARE(letters.top, anatomy == Anatomy::Axial ? QStringLiteral("A") : QStringLiteral("S"));
        }
    }

    void obliqueAxesHaveTwoLetters()
    {
        Image image = turnedVolume({0, 1, 2}, 0);
        const double angle = 0.5; // Radians: the patient lies turned by 29 degrees about the long axis.
        image.geometry.direction[0] = {std::cos(angle), std::sin(angle), 0};
        image.geometry.direction[1] = {-std::sin(angle), std::cos(angle), 0};
        QCOMPARE(edgeLetters(image, planeLayout(image, 2)),
            (EdgeLetters{QStringLiteral("RA"), QStringLiteral("LP"), QStringLiteral("AL"), QStringLiteral("PR")}));
        QCOMPARE(edgeLetters(image, planeLayout(image, 1)),
            (EdgeLetters{QStringLiteral("RA"), QStringLiteral("LP"), QStringLiteral("S"), QStringLiteral("I")}));
        QCOMPARE(anatomyOf(image, planeLayout(image, 0)), Anatomy::Sagittal);
    }

    void axesHalfwayBetweenStillGiveThreePlanes()
    {
        Image image = turnedVolume({0, 1, 2}, 0);
        const double half = std::sqrt(0.5);
        image.geometry.direction[0] = {half, half, 0};
        image.geometry.direction[1] = {half, -half, 0};
        QList<Anatomy> seen;
        for (int through = 0; through < 3; ++through) {
            seen.append(anatomyOf(image, planeLayout(image, through)));
        }
        QCOMPARE(seen.at(2), Anatomy::Axial);
        QVERIFY(seen.at(0) != seen.at(1));
        QVERIFY(seen.at(0) != Anatomy::Axial && seen.at(1) != Anatomy::Axial);
    }

    void aTiltedGantryShowsInTheSagittalLetters()
    {
        Image image = turnedVolume({0, 1, 2}, 0);
        const double tilt = 18.5 * M_PI / 180;
        image.geometry.direction[1] = {0, std::cos(tilt), -std::sin(tilt)};
        const EdgeLetters letters = edgeLetters(image, planeLayout(image, 0));
        QCOMPARE(letters.left, QStringLiteral("AS"));
        QCOMPARE(letters.top, QStringLiteral("S"));
    }

    void spacingStretchesPixels()
    {
        Image image = turnedVolume({0, 1, 2}, 0);
        QCOMPARE(pixelAspect(image, planeLayout(image, 2)), 2.0);
        QCOMPARE(pixelAspect(image, planeLayout(image, 1)), 3.0);
        QCOMPARE(pixelAspect(image, planeLayout(image, 0)), 1.5);
        image.geometry.spacingMm = {1, 0, 3};
        QCOMPARE(pixelAspect(image, planeLayout(image, 2)), 1.0);
    }

    void withoutGeometryThereAreNoLetters()
    {
        Image image = turnedVolume({0, 1, 2}, 0);
        image.geometry = {};
        QCOMPARE(edgeLetters(image, planeLayout(image, 1)), EdgeLetters());
        QCOMPARE(pixelAspect(image, planeLayout(image, 1)), 1.0);
    }

    void pointsAndVoxelsAreInverse()
    {
        const Image image = turnedVolume({2, 0, 1}, 5);
        for (int through = 0; through < 3; ++through) {
            const PlaneLayout layout = planeLayout(image, through);
            const Voxel voxel{3, 1, 4};
            const QPointF centre = layout.pointOf(voxel);
            QCOMPARE(layout.voxelAt({int(centre.x()), int(centre.y())}, voxel[size_t(through)]), voxel);
        }
    }

    void positionsFollowSpacingAndDirection()
    {
        Image image = turnedVolume({2, 0, 1}, 1);
        image.geometry.originMm = {10, 20, 30};
        QCOMPARE(patientPositionMm(image.geometry, {1, 2, 3}), (Vector3{14, 29, 29}));
    }
};

QTEST_APPLESS_MAIN(PlaneLayoutTest)
#include "plane_layout_test.moc"
