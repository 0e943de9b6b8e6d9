// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/mask_delta.h"
#include "core/editing/region_snapshot.h"

#include <QRandomGenerator>
#include <QTest>

using namespace vmunet;

namespace {

Mask noise(QRandomGenerator &random, QSize size, int labels)
{
    Mask mask(size);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            mask.set({x, y}, Label(random.bounded(labels)));
        }
    }
    return mask;
}

} // namespace

class MaskDeltaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalMasksHaveNoDelta()
    {
        MaskDelta delta;
        delta.append(Mask({50, 40}), {0, 0}, Mask({50, 40}));
        delta.append(Mask(), {0, 0}, Mask());
        QVERIFY(delta.isEmpty());
        QVERIFY(delta.area().isEmpty());
        QCOMPARE(delta.bytes(), 0);
    }

    void anyChangeIsUndoneAndDoneAgainExactly()
    {
        QRandomGenerator random(5);
        for (int round = 0; round < 200; ++round) {
            const QSize size(1 + random.bounded(40), 1 + random.bounded(30));
            const Mask before = noise(random, size, 3);
            Mask after = before;
            const QRect patch(random.bounded(50) - 10, random.bounded(40) - 10, 1 + random.bounded(20), 8);
            after.paste(noise(random, patch.size(), 256), patch.topLeft());
            MaskDelta delta;
            delta.append(before, {0, 0}, after);
            Mask mask = after;
            delta.undo(mask);
            QCOMPARE(mask, before);
            delta.redo(mask);
            QCOMPARE(mask, after);
        }
    }

    void areaAndPixelsCountWhatChangedAlone()
    {
        Mask after({100, 100});
        after.fill({20, 30, 5, 2}, Label{1});
        after.set({90, 10}, Label{2});
        MaskDelta delta;
        delta.append(Mask({100, 100}), {0, 0}, after);
        QCOMPARE(delta.area(), QRect(QPoint(20, 10), QPoint(90, 31)));
        QCOMPARE(delta.pixels(), 11);
        QVERIFY(delta.bytes() < 30);
    }

    void patchesBeyondTheBorderAreClipped()
    {
        Mask after({4, 4});
        after.fill(after.rect(), Label{1});
        MaskDelta delta;
        delta.append(Mask({3, 3}), {-1, 2}, after);
        QCOMPARE(delta.area(), QRect(0, 2, 2, 2));
        delta.undo(after);
        QCOMPARE(after.count(Label{1}), 12);
    }

    void aSnapshotKnowsWhatAStrokeChanged()
    {
        QRandomGenerator random(8);
        const Mask before = noise(random, {400, 300}, 2);
        Mask mask = before;
        RegionSnapshot snapshot;
        for (int i = 0; i < 20; ++i) {
            const QRect area(random.bounded(450) - 25, random.bounded(350) - 25, 30, 30);
            snapshot.keep(mask, area);
            mask.fill(area, Label(random.bounded(3)));
        }
        const Mask after = mask;
        const MaskDelta delta = snapshot.changesTo(mask);
        delta.undo(mask);
        QCOMPARE(mask, before);
        delta.redo(mask);
        QCOMPARE(mask, after);
    }

    void everyRunIsVisitedWithItsLabels()
    {
        Mask before({10, 2});
        before.fill({0, 1, 10, 1}, Label{3});
        Mask after = before;
        after.fill({2, 0, 3, 2}, Label{7});
        MaskDelta delta;
        delta.append(before, {0, 0}, after);
        QStringList runs;
        delta.forEachRun([&runs](const MaskDelta::Run &run) {
            runs.append(QStringLiteral("%1,%2+%3 %4>%5")
                            .arg(run.x)
                            .arg(run.y)
                            .arg(run.length)
                            .arg(int(run.before))
                            .arg(int(run.after)));
        });
        QCOMPARE(runs, QStringList({QStringLiteral("2,0+3 0>7"), QStringLiteral("2,1+3 3>7")}));
    }
};

QTEST_APPLESS_MAIN(MaskDeltaTest)
#include "mask_delta_test.moc"
