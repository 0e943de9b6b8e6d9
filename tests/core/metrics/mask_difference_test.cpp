// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/mask_difference.h"

#include <QTest>

using namespace vmunet;

class MaskDifferenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPixelIsOneOfFiveThings()
    {
        Mask before({10, 10});
        before.fill({0, 0, 4, 10}, Label{1});
        before.fill({9, 0, 1, 10}, Label{3});
        Mask after({10, 10});
        after.fill({2, 0, 4, 10}, Label{1});
        after.fill({9, 0, 1, 5}, Label{2});
        after.fill({9, 5, 1, 5}, Label{3});
        const MaskDifference difference = differenceOf(before, after);
        QCOMPARE(difference.counts, (DifferenceCounts{.agreeing = 25, .added = 20, .removed = 20, .relabelled = 5}));
        QCOMPARE(difference.picture.at({0, 0}), kRemoved);
        QCOMPARE(difference.picture.at({2, 0}), kAgreeing);
        QCOMPARE(difference.picture.at({5, 9}), kAdded);
        QCOMPARE(difference.picture.at({8, 0}), kBackground);
        QCOMPARE(difference.picture.at({9, 0}), kRelabelled);
        QCOMPARE(difference.labels.size(), std::size_t(3));
        QCOMPARE(difference.labels[0], (LabelOverlap{.label = Label{1}, .before = 40, .after = 40, .both = 20}));
        QCOMPARE(dice(difference.labels[0]), 0.5);
        QCOMPARE(dice(difference.labels[1]), 0.0);
        QCOMPARE(dice(difference.labels[2]), 10.0 / 15);
        QCOMPARE(differenceOf(before, after, false).counts, difference.counts);
        QVERIFY(differenceOf(before, after, false).picture.isNull());
    }

    void equalMasksDoNotDiffer()
    {
        const MaskDifference empty = differenceOf(Mask({3, 3}), Mask({3, 3}));
        QCOMPARE(empty.counts, DifferenceCounts{});
        QVERIFY(empty.labels.empty());
        QVERIFY(empty.picture.isEmpty());
        QCOMPARE(dice(LabelOverlap{}), 1.0);
    }
};

QTEST_GUILESS_MAIN(MaskDifferenceTest)
#include "mask_difference_test.moc"
