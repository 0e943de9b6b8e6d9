// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/threshold_preview.h"

#include <QRandomGenerator>
#include <QRegion>
#include <QTest>

using namespace vmunet;

namespace {

ProbabilityMap randomMap(QSize size, int classes, quint32 seed)
{
    QRandomGenerator random(seed);
    ProbabilityMap map{.size = size, .classes = classes};
    for (qsizetype i = 0; i < qsizetype(size.width()) * size.height() * classes; ++i) {
        // Large areas of one value, as networks give, and some of every value.
        map.values.append(char(i / 997 % 3 == 0 ? 0 : i / 997 % 3 == 1 ? 255 : random.bounded(256)));
    }
    return map;
}

/// The labels that a preview must give: the proposal, but for corrected and locked pixels.
Mask expected(const ProbabilityMap &map, double first, const Mask &current, const WriteRule &rule, double threshold)
{
    const Mask proposed = maskAtThreshold(map, first);
    Mask mask = maskAtThreshold(map, threshold);
    for (int y = 0; y < map.size.height(); ++y) {
        for (int x = 0; x < map.size.width(); ++x) {
            const Label now = current.at({x, y});
            if (now != proposed.at({x, y}) || rule.kept[std::size_t(now)]) {
                mask.set({x, y}, now);
            }
        }
    }
    return mask;
}

} // namespace

class ThresholdPreviewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachStepGivesTheMaskAtItsThreshold_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("classes");
        QTest::addColumn<bool>("locked");
        QTest::newRow("one class") << QSize(301, 190) << 1 << false;
        QTest::newRow("one class, a locked label") << QSize(130, 65) << 1 << true;
        QTest::newRow("several classes") << QSize(90, 70) << 4 << false;
        QTest::newRow("several classes, a locked label") << QSize(64, 64) << 3 << true;
        QTest::newRow("one pixel") << QSize(1, 1) << 1 << false;
        QTest::newRow("nothing") << QSize(0, 0) << 1 << false;
    }

    void eachStepGivesTheMaskAtItsThreshold()
    {
        QFETCH(QSize, size);
        QFETCH(int, classes);
        QFETCH(bool, locked);
        const ProbabilityMap map = randomMap(size, classes, 3);
        Mask mask = maskAtThreshold(map, 0.5);
        mask.fill({size.width() / 3, size.height() / 3, size.width() / 3, size.height() / 3}, Label{2});
        WriteRule rule;
        rule.kept[1] = locked;
        rule.keepsAny = locked;
        const Mask start = mask;
        ThresholdPreview preview(map, 0.5, mask, rule);
        for (const double threshold : {0.6, 0.31, 0.3101, 1.0, 0.0, 0.999, 0.5, 0.25, 0.75, 0.5}) {
            const Mask before = mask;
            QRegion announced;
            const QRect changed = preview.apply(mask, threshold, [&](QRect area) { announced += area; });
            QCOMPARE(mask, expected(map, 0.5, start, rule, threshold));
            QCOMPARE(changed.isEmpty(), mask == before);
            for (int y = 0; y < size.height(); ++y) {
                for (int x = 0; x < size.width(); ++x) {
                    const bool same = mask.at({x, y}) == before.at({x, y});
                    QVERIFY(same || (changed.contains(x, y) && announced.contains(QPoint(x, y))));
                }
            }
        }
        QCOMPARE(mask, start);
    }

    void onlyTilesWithValuesBetweenTheThresholdsAreTouched()
    {
        ProbabilityMap map{.size = {640, 640}, .classes = 1, .values = QByteArray(640 * 640, 0)};
        map.values[640 * 100 + 500] = 100; // A single doubtful pixel.
        Mask mask(map.size);
        ThresholdPreview preview(map, 0.5, mask, {});
        QList<QRect> touched;
        preview.apply(mask, 0.3, [&](QRect area) { touched.append(area); });
        QCOMPARE(touched, QList<QRect>{QRect(448, 64, 64, 64)});
        QCOMPARE(mask.count(Label{1}), 1);
    }
};

QTEST_APPLESS_MAIN(ThresholdPreviewTest)
#include "threshold_preview_test.moc"
