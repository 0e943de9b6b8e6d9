// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/tiling.h"

#include <QTest>

using namespace vmunet;

class TilingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tilesCoverEveryPixelInsideTheImage_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("side");
        QTest::addColumn<int>("overlap");
        QTest::newRow("exactly one") << QSize(64, 64) << 64 << 16;
        QTest::newRow("square in four") << QSize(256, 256) << 128 << 32;
        QTest::newRow("odd sizes") << QSize(301, 97) << 96 << 24;
        QTest::newRow("no overlap") << QSize(128, 64) << 64 << 0;
    }

    void tilesCoverEveryPixelInsideTheImage()
    {
        QFETCH(QSize, size);
        QFETCH(int, side);
        QFETCH(int, overlap);
        std::vector<int> covered(size_t(size.width()) * size_t(size.height()), 0);
        for (const QRect &tile : tilesOf(size, side, overlap)) {
            QVERIFY(QRect(QPoint(), size).contains(tile));
            QCOMPARE(tile.size(), QSize(side, side));
            for (int y = tile.top(); y <= tile.bottom(); ++y) {
                for (int x = tile.left(); x <= tile.right(); ++x) {
                    ++covered[size_t(y) * size_t(size.width()) + size_t(x)];
                }
            }
        }
        QVERIFY(std::find(covered.begin(), covered.end(), 0) == covered.end());
    }

    void neighboursOverlapAsAsked()
    {
        const std::vector<QRect> tiles = tilesOf({200, 64}, 64, 20);
        for (size_t i = 1; i < tiles.size(); ++i) {
            QVERIFY(tiles[i - 1].right() - tiles[i].left() + 1 >= 20);
        }
    }

    void featherWeightsRiseAndFallAndAreNeverZero()
    {
        const std::vector<float> weights = featherWeights(16, 3);
        QCOMPARE(weights.size(), size_t(16));
        QCOMPARE(weights[0], 0.25F);
        QCOMPARE(weights[3], 1.0F);
        QCOMPARE(weights[15], weights[0]);
    }
};

QTEST_APPLESS_MAIN(TilingTest)
#include "tiling_test.moc"
