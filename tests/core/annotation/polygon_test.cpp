// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/polygon.h"

#include <QRandomGenerator>
#include <QTest>

#include <limits>

using namespace vmunet;

namespace {

Mask painted(QSize size, const std::vector<Polygon> &polygons, Label label)
{
    Mask mask(size);
    for (const Polygon &polygon : polygons) {
        const Region region = rasterise(polygon, size);
        for (int y = 0; y < region.coverage.rect().height(); ++y) {
            for (int x = 0; x < region.coverage.rect().width(); ++x) {
                if (region.coverage.at({x, y}) != kBackground) {
                    mask.set(region.area.topLeft() + QPoint(x, y), label);
                }
            }
        }
    }
    return mask;
}

QPolygonF square(double left, double top, double side)
{
    return QPolygonF({{left, top}, {left + side, top}, {left + side, top + side}, {left, top + side}});
}

} // namespace

class PolygonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pixelsWithTheirCentreInsideAreFilled()
    {
        QCOMPARE(rasterise({square(1, 1, 3), {}}, {8, 8}).area, QRect(1, 1, 3, 3));
        QCOMPARE(rasterise({square(1, 1, 3), {}}, {8, 8}).coverage.count(Label{1}), 9);
        QCOMPARE(rasterise({square(1.6, 1.6, 2), {}}, {8, 8}).coverage.count(Label{1}), 4);
        QCOMPARE(rasterise({square(1.6, 1.6, 0.5), {}}, {8, 8}).coverage.count(Label{1}), 0);
    }

    void holesStayEmpty()
    {
        const Region region = rasterise({square(0, 0, 10), {square(3, 3, 4)}}, {10, 10});
        QCOMPARE(region.coverage.count(Label{1}), 100 - 16);
        QCOMPARE(region.coverage.at({4, 4}), kBackground);
    }

    void outlinesBeyondTheBorderAreClipped()
    {
        QCOMPARE(rasterise({square(-1e9, -1e9, 2e9), {}}, {7, 5}).coverage.count(Label{1}), 35);
        QVERIFY(rasterise({square(20, 20, 5), {}}, {7, 5}).isEmpty());
        QVERIFY(rasterise({square(1, 1, 5), {}}, {}).isEmpty());
    }

    void outlinesThatAreNoAreaGiveNothing()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QVERIFY(rasterise({}, {8, 8}).isEmpty());
        QCOMPARE(rasterise({QPolygonF({{1, 1}, {5, 5}}), {}}, {8, 8}).coverage.count(Label{1}), 0);
        QVERIFY(rasterise({QPolygonF({{1, 1}, {5, nan}, {2, 7}}), {}}, {8, 8}).isEmpty());
    }

    void contoursOfARectangleAreItsFourCorners()
    {
        Mask mask({10, 10});
        mask.fill({2, 3, 4, 5}, Label{7});
        const std::vector<Polygon> contours = contoursOf(mask, Label{7});
        QCOMPARE(contours.size(), size_t(1));
        QCOMPARE(contours[0].outline.size(), 4);
        QCOMPARE(contours[0].outline.boundingRect(), QRectF(2, 3, 4, 5));
        QVERIFY(contours[0].holes.empty());
        QVERIFY(contoursOf(mask, Label{1}).empty());
    }

    void pixelsThatTouchAtACornerAreTwoParts()
    {
        Mask mask({4, 4});
        mask.set({1, 1}, Label{1});
        mask.set({2, 2}, Label{1});
        QCOMPARE(contoursOf(mask, Label{1}).size(), size_t(2));
    }

    void aRingHasOneOutlineAndOneHole()
    {
        Mask mask({9, 9});
        mask.fill({0, 0, 9, 9}, Label{1});
        mask.fill({3, 3, 3, 3}, kBackground);
        const std::vector<Polygon> contours = contoursOf(mask, Label{1});
        QCOMPARE(contours.size(), size_t(1));
        QCOMPARE(contours[0].holes.size(), size_t(1));
        QCOMPARE(contours[0].holes[0].boundingRect(), QRectF(3, 3, 3, 3));
    }

    void rasterisingContoursGivesTheMaskAgain()
    {
        QRandomGenerator random(5);
        for (int round = 0; round < 60; ++round) {
            Mask mask(QSize(1 + random.bounded(40), 1 + random.bounded(40)));
            const int density = 1 + random.bounded(9);
            for (int y = 0; y < mask.rect().height(); ++y) {
                for (int x = 0; x < mask.rect().width(); ++x) {
                    mask.set({x, y}, Label(random.bounded(10) < density ? 3 : 0));
                }
            }
            QCOMPARE(painted(mask.size(), contoursOf(mask, Label{3}), Label{3}), mask);
        }
    }
};

QTEST_APPLESS_MAIN(PolygonTest)
#include "polygon_test.moc"
