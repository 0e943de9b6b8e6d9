// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/mask.h"

#include <QTest>

using namespace vmunet;

class MaskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsOfALargeMaskAreCounted()
    {
        Mask mask({1001, 777});
        mask.fill({100, 100, 801, 600}, Label{1});
        mask.fill({200, 300, 7, 5}, Label{200});
        QCOMPARE(mask.count(Label{1}), qint64(801) * 600 - 35);
        QCOMPARE(mask.count(Label{200}), 35);
        QCOMPARE(mask.count(kBackground), qint64(1001) * 777 - qint64(801) * 600);
        QCOMPARE(Mask().count(Label{1}), 0);
    }

    void copiesDoNotSeeLaterWrites()
    {
        Mask mask({8, 8});
        const Mask snapshot = mask;
        mask.fill({2, 2, 3, 3}, Label{1});
        QCOMPARE(mask.count(Label{1}), 9);
        QVERIFY(snapshot.isEmpty());
    }

    void croppingBeyondTheBorderGivesBackground()
    {
        Mask mask({4, 4});
        mask.fill(mask.rect(), Label{2});
        const Mask patch = mask.cropped({-1, -1, 3, 3});
        QCOMPARE(patch.at({0, 0}), kBackground);
        QCOMPARE(patch.at({1, 1}), Label{2});
        QCOMPARE(patch.count(Label{2}), 4);
    }

    void pastingIsClippedToTheMask()
    {
        Mask patch({3, 3});
        patch.fill(patch.rect(), Label{5});
        Mask mask({4, 4});
        mask.paste(patch, {3, -2});
        QCOMPARE(mask.count(Label{5}), 1);
        QCOMPARE(mask.at({3, 0}), Label{5});
    }

    void croppingThenPastingRestoresTheRegion()
    {
        Mask mask({16, 9});
        mask.fill({3, 2, 7, 4}, Label{1});
        const Mask original = mask;
        const Mask before = mask.cropped({1, 1, 10, 7});
        mask.fill({1, 1, 10, 7}, Label{3});
        mask.paste(before, {1, 1});
        QCOMPARE(mask, original);
    }
};

QTEST_APPLESS_MAIN(MaskTest)
#include "mask_test.moc"
