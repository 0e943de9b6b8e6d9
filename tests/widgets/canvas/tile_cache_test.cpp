// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_cache.h"

#include <QPainter>
#include <QTest>

using namespace vmunet;

namespace {

constexpr int kSide = TileCache::kSide;

} // namespace

class TileCacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_cache = TileCache();
        m_rendered.clear();
        m_color = Qt::red;
        m_target = QImage(600, 600, QImage::Format_RGB32);
        m_target.fill(Qt::black);
    }

    void movingTheViewRendersOnlyWhatIsNew()
    {
        paint({0, 0, 600, 400}, {0, 0});
        QCOMPARE(m_rendered.size(), 6);
        paint({0, 0, 600, 400}, {-10, -5});
        QCOMPARE(m_rendered.size(), 6);
        paint({200, 0, 600, 400}, {-200, 0});
        QCOMPARE(m_rendered.size(), 8);
    }

    void aChangeRendersItsRectangleAlone()
    {
        paint({0, 0, 500, 500}, {0, 0});
        m_rendered.clear();
        m_color = Qt::green;
        m_cache.invalidate(QRect(250, 10, 12, 4));
        paint({0, 0, 500, 500}, {0, 0});
        QCOMPARE(m_rendered, (QList<QRect>{{250, 10, kSide - 250, 4}, {kSide, 10, 262 - kSide, 4}}));
        QCOMPARE(m_target.pixelColor(251, 11), QColor(Qt::green));
        QCOMPARE(m_target.pixelColor(261, 13), QColor(Qt::green));
        QCOMPARE(m_target.pixelColor(249, 11), QColor(Qt::red));
        QCOMPARE(m_target.pixelColor(251, 14), QColor(Qt::red));
    }

    void whatBecomesEmptyIsNoLongerDrawn()
    {
        paint({0, 0, 100, 100}, {0, 0});
        m_color = QColor();
        m_cache.invalidate(QRect(0, 0, 50, 100));
        m_target.fill(Qt::black);
        paint({0, 0, 100, 100}, {0, 0});
        QCOMPARE(m_target.pixelColor(20, 20), QColor(Qt::black));
        QCOMPARE(m_target.pixelColor(70, 20), QColor(Qt::red));
    }

    void tilesBeforeTheCornerHaveTheirPlace()
    {
        paint({-30, -30, 60, 60}, {100, 100});
        QCOMPARE(m_rendered.size(), 4);
        QCOMPARE(m_target.pixelColor(71, 71), QColor(Qt::red));
        QCOMPARE(m_target.pixelColor(69, 71), QColor(Qt::black));
    }

    void onlyTilesNearTheViewAreKept()
    {
        for (int x = 0; x < 60 * kSide; x += kSide) {
            paint({x, 0, 2 * kSide, kSide}, {-x, 0});
            m_cache.trim({x, 0, 2 * kSide, kSide});
        }
        QVERIFY2(m_cache.count() <= 3 * 2 + 16, qPrintable(QString::number(m_cache.count())));
        m_rendered.clear();
        paint({59 * kSide, 0, 2 * kSide, kSide}, {0, 0});
        QVERIFY(m_rendered.isEmpty());
    }

private:
    void paint(QRect exposed, QPoint origin)
    {
        QPainter painter(&m_target);
        m_cache.paint(painter, exposed, origin, [this](QRect area) {
            m_rendered.append(area);
            if (!m_color.isValid()) {
                return QImage();
            }
            QImage pixels(area.size(), QImage::Format_ARGB32_Premultiplied);
            pixels.fill(m_color);
            return pixels;
        });
    }

    TileCache m_cache;
    QList<QRect> m_rendered;
    QColor m_color;
    QImage m_target;
};

QTEST_MAIN(TileCacheTest)
#include "tile_cache_test.moc"
