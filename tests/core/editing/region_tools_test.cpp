// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/flood_fill.h"
#include "core/editing/small_parts.h"
#include "core/editing/write_region.h"
#include "tests/support/mask_rows.h"

#include <QTest>

using namespace vmunet;

namespace {

Mask written(Mask mask, const Region &region, Label label)
{
    writeRegion(mask, region, {.label = label});
    return mask;
}

Region onlyRegion(const std::vector<SliceRegion> &regions)
{
    return regions.empty() ? Region{} : regions.front().region;
}

Region holesOf(const Mask &mask)
{
    return onlyRegion(withoutHoles({&mask, 1}, Label{1}).added);
}

Region smallerPartsOf(const Mask &mask)
{
    return onlyRegion(onlyLargestPart({&mask, 1}, Label{1}).removed);
}

} // namespace

class RegionToolsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holesAreFilledWithTheirLabelButOtherLabelsStay()
    {
        const Mask mask = maskFrom({"11111.", "1...1.", "1.2.11", "1...1.", "11111."});
        const Mask filled = maskFrom({"11111.", "11111.", "112111", "11111.", "11111."});
        QCOMPARE(written(mask, holesOf(mask), Label{1}), filled);
    }

    void bucketsOpenToTheBorderAreNoHoles()
    {
        const Mask open = maskFrom({"1.1", "1.1", "111"});
        QVERIFY(holesOf(open).isEmpty());
        const Mask byEdge = maskFrom({".11", "1.1", "111"});
        QCOMPARE(holesOf(byEdge).coverage.count(Label{1}), 1); // A corner is no way out.
    }

    void holesOfNothingOneAndAllPixels()
    {
        QVERIFY(holesOf(Mask()).isEmpty());
        QVERIFY(holesOf(Mask({7, 3})).isEmpty());
        QVERIFY(holesOf(maskFrom({"1"})).isEmpty());
        QVERIFY(holesOf(maskFrom({"111", "111"})).isEmpty());
    }

    void onlyTheLargestPartStays()
    {
        const Mask mask = maskFrom({"11..1", "11..1", "..1..", "2...1"});
        // The pixel at (2, 2) touches the square at a corner: one part.
        const Mask kept = maskFrom({"11...", "11...", "..1..", "2...."});
        QCOMPARE(written(mask, smallerPartsOf(mask), kBackground), kept);
    }

    void oneOrNoPartLeavesNothingToRemove()
    {
        QVERIFY(smallerPartsOf(Mask()).isEmpty());
        QVERIFY(smallerPartsOf(Mask({4, 4})).isEmpty());
        QVERIFY(smallerPartsOf(maskFrom({"1"})).isEmpty());
        QVERIFY(smallerPartsOf(maskFrom({"11", "11"})).isEmpty());
    }

    void floodFillFollowsTheSeedsValue()
    {
        const std::vector<float> values{0, 5, 9, 50, 3, 50, 50, 50, 8};
        const Region region = similarPixels(values, {3, 3}, {0, 0}, 8);
        // 9 differs from the seed by more, the last 8 is cut off by the fifties.
        QCOMPARE(written(Mask({3, 3}), region, Label{1}), maskFrom({"11.", ".1.", "..."}));
        QCOMPARE(similarPixels(values, {3, 3}, {0, 0}, 1000).coverage.count(Label{1}), 9);
    }

    void floodFillWantsEveryChannelWithin()
    {
        const QByteArray rgb = QByteArray::fromHex("0a0a0a0a0a0f0a0a30");
        QCOMPARE(similarPixels(rgb, {3, 1}, {0, 0}, 5).area, QRect(0, 0, 2, 1));
        QCOMPARE(similarPixels(rgb, {3, 1}, {0, 0}, 4).area, QRect(0, 0, 1, 1));
        QCOMPARE(similarPixels(rgb, {3, 1}, {2, 0}, 0).area, QRect(2, 0, 1, 1));
    }

    void floodFillOutsideOrWithAWrongBufferDoesNothing()
    {
        const std::vector<float> one{1};
        QVERIFY(similarPixels(one, {1, 1}, {1, 0}, 5).isEmpty());
        QVERIFY(similarPixels(one, {2, 2}, {0, 0}, 5).isEmpty());
        QVERIFY(similarPixels(QByteArray(), {}, {0, 0}, 5).isEmpty());
        QCOMPARE(similarPixels(one, {1, 1}, {0, 0}, 0).coverage.count(Label{1}), 1);
    }

    void changedAreaIsTheSmallestRectangle()
    {
        Mask a({9, 9});
        Mask b = a;
        QVERIFY(changedArea(a, b).isEmpty());
        b.set({8, 2}, Label{1});
        QCOMPARE(changedArea(a, b), QRect(8, 2, 1, 1));
        b.set({3, 7}, Label{1});
        QCOMPARE(changedArea(a, b), QRect(QPoint(3, 2), QPoint(8, 7)));
    }
};

QTEST_APPLESS_MAIN(RegionToolsTest)
#include "region_tools_test.moc"
