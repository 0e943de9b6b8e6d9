// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/brush.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace vmunet;

namespace {

double distanceToWay(QPointF point, QPointF from, QPointF to)
{
    const QPointF way = to - from;
    const double squared = QPointF::dotProduct(way, way);
    const double t = squared > 0 ? std::clamp(QPointF::dotProduct(point - from, way) / squared, 0.0, 1.0) : 0;
    const QPointF offset = point - (from + t * way);
    return std::hypot(offset.x(), offset.y());
}

} // namespace

class BrushTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSweptDiscIsTheDistanceToTheWay()
    {
        QRandomGenerator random(1);
        const auto coordinate = [&random] { return random.bounded(80.0) - 15; };
        for (int round = 0; round < 300; ++round) {
            Mask mask({50, 40});
            const QPointF from(coordinate(), coordinate());
            const QPointF to = round % 5 == 0 ? from : QPointF(coordinate(), coordinate());
            const double diameter = 1.5 + random.bounded(25.0);
            paintSegment(mask, from, to, diameter, {.label = Label{1}});
            const QPoint under(int(std::floor(to.x())), int(std::floor(to.y())));
            for (int y = 0; y < 40; ++y) {
                for (int x = 0; x < 50; ++x) {
                    const double distance = distanceToWay(QPointF(x + 0.5, y + 0.5), from, to) - diameter / 2;
                    if (std::abs(distance) > 1e-9 && QPoint(x, y) != under) {
                        QCOMPARE(mask.at({x, y}) == Label{1}, distance < 0);
                    }
                }
            }
        }
    }

    void nothingIsTouchedBeyondTheBounds()
    {
        QRandomGenerator random(2);
        for (int round = 0; round < 200; ++round) {
            Mask mask({60, 60});
            const QPointF from(random.bounded(90.0) - 15, random.bounded(90.0) - 15);
            const QPointF to(random.bounded(90.0) - 15, random.bounded(90.0) - 15);
            const double diameter = 0.2 + random.bounded(20.0);
            paintSegment(mask, from, to, diameter, {.label = Label{1}});
            mask.fill(brushBounds(from, to, diameter, mask.rect()), kBackground);
            QVERIFY(mask.isEmpty());
        }
    }

    void aBrushOfOnePixelPaintsThePixelUnderIt()
    {
        Mask mask({5, 5});
        paintSegment(mask, {2.1, 3.9}, {2.1, 3.9}, 1, {.label = Label{4}});
        QCOMPARE(mask.count(Label{4}), 1);
        QCOMPARE(mask.at({2, 3}), Label{4});
    }

    void lockedLabelsStay()
    {
        const LabelSet labels({{.label = Label{1}}, {.label = Label{2}, .locked = true}});
        Mask mask({10, 10});
        mask.fill({0, 0, 5, 10}, Label{2});
        paintSegment(mask, {5, 5}, {5, 5}, 40, WriteRule::forLabel(Label{1}, labels));
        QCOMPARE(mask.count(Label{2}), 50);
        QCOMPARE(mask.count(Label{1}), 50);
        paintSegment(mask, {5, 5}, {5, 5}, 40, WriteRule::forLabel(kBackground, labels));
        QCOMPARE(mask.count(Label{2}), 50);
        QCOMPARE(mask.count(kBackground), 50);
    }

    void emptyAndSinglePixelMasksAreFine()
    {
        Mask empty;
        paintSegment(empty, {0, 0}, {9, 9}, 5, {.label = Label{1}});
        QVERIFY(empty.isNull());
        Mask single({1, 1});
        paintSegment(single, {-50, -50}, {-40, -40}, 5, {.label = Label{1}});
        QVERIFY(single.isEmpty());
        paintSegment(single, {-3, -3}, {3, 3}, 1, {.label = Label{1}});
        QCOMPARE(single.count(Label{1}), 1);
        paintSegment(single, {1e12, 0}, {-1e12, 0}, 1e9, {.label = Label{2}});
        QCOMPARE(single.count(Label{2}), 1);
    }

    void aStepOnTwentyFourMegapixelsIsFast()
    {
        Mask mask({6000, 4000});
        mask.set({0, 0}, Label{1}); // The first write makes the pixels this mask's own.
        std::vector<qint64> steps;
        for (int i = 0; i < 200; ++i) {
            QElapsedTimer timer;
            timer.start();
            paintSegment(mask, QPointF(500 + i * 20, 2000), QPointF(520 + i * 20, 2010), 200, {.label = Label{1}});
            steps.push_back(timer.nsecsElapsed());
        }
        std::sort(steps.begin(), steps.end());
        qInfo(
            "brush of 200 pixels: median %.3f ms, worst %.3f ms", double(steps[100]) / 1e6, double(steps.back()) / 1e6);
        QVERIFY(steps[100] < 2'000'000);
    }
};

QTEST_APPLESS_MAIN(BrushTest)
#include "brush_test.moc"
