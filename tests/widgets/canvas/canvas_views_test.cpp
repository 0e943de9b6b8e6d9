// SPDX-License-Identifier: GPL-3.0-or-later
// How the canvas shows masks: styles, blinking, the wipe, fields, the ruler; and that painting only what changed gives
// the same picture as painting all.
#include "core/editing/brush.h"
#include "widgets/canvas/field_legend.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/canvas/ruler.h"
#include "widgets/canvas/wipe_divider.h"

#include <QPaintEvent>
#include <QRandomGenerator>
#include <QTest>

using namespace vmunet;

namespace {

const QColor kRed(255, 0, 0);
const QColor kGrey(100, 100, 100);

QImage plain(QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    image.fill(kGrey);
    return image;
}

/// What is asked to be painted.
class PaintedRegion : public QObject {
public:
    QRegion region;

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            region += static_cast<QPaintEvent *>(event)->region();
        }
        return false;
    }
};

} // namespace

class CanvasViewsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_canvas = std::make_unique<ImageCanvas>();
        m_canvas->resize(424, 324);
        m_canvas->setImage(ImagePyramid(plain({400, 300}))); // Fitted at 1:1.
        m_canvas->setLabels(LabelSet({{Label{1}, QStringLiteral("a"), kRed}}));
        m_canvas->setOverlayOpacity(1);
        m_mask = Mask({400, 300});
        m_mask.fill({100, 100, 100, 100}, Label{1});
        m_canvas->setMask(m_mask);
        m_canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
        QCOMPARE(m_canvas->zoom(), 1.0);
    }

    void eachStyleShowsWhatItSays()
    {
        m_canvas->setOverlayOpacity(0.5);
        const auto look = [this] { return std::pair(at(150, 150) != kGrey, at(100, 150) == kRed); };
        QCOMPARE(look(), std::pair(true, true));
        m_canvas->setOverlayStyle(OverlayStyle::Fill);
        QCOMPARE(look(), std::pair(true, false));
        m_canvas->setOverlayStyle(OverlayStyle::Outline);
        QCOMPARE(look(), std::pair(false, true));
        m_canvas->setOverlayStyle(OverlayStyle::None);
        QCOMPARE(look(), std::pair(false, false));
        m_canvas->setOutlineVisible(true);
        QCOMPARE(m_canvas->overlayStyle(), OverlayStyle::Outline);
    }

    void blinkingShowsAndHidesTheMaskInTurns()
    {
        m_canvas->setBlinking(true);
        QCOMPARE(at(150, 150), kRed);
        QTRY_COMPARE(at(150, 150), kGrey);
        QTRY_COMPARE(at(150, 150), kRed);
        QTRY_COMPARE(at(150, 150), kGrey);
        m_canvas->setBlinking(false);
        QCOMPARE(at(150, 150), kRed);
    }

    void theWipeShowsTheOtherMaskLeftOfADividerThatMoves()
    {
        Mask prediction({400, 300});
        prediction.fill({0, 0, 400, 50}, Label{1});
        m_canvas->setComparison(prediction);
        auto *divider = m_canvas->findChild<WipeDivider *>();
        QVERIFY(divider->isVisible() && !divider->accessibleName().isEmpty());
        QCOMPARE(at(120, 20), kRed); // Prediction,
        QCOMPARE(at(120, 150), kGrey);
        QCOMPARE(at(300, 20), kGrey); // correction.
        const QPoint grip(WipeDivider::kWidth / 2, 40);
        QTest::mousePress(divider, Qt::LeftButton, {}, grip);
        QTest::mouseMove(divider, grip - QPoint(150, 0));
        QTest::mouseRelease(divider, Qt::LeftButton, {}, grip);
        QCOMPARE(at(120, 20), kGrey);
        QCOMPARE(at(120, 150), kRed);
        QTest::keyClick(divider, Qt::Key_End);
        QCOMPARE(divider->position(), 1.0);
        QCOMPARE(at(350, 20), kRed);
        m_canvas->setComparison(Mask());
        QVERIFY(!divider->isVisible());
        QCOMPARE(at(350, 20), kGrey);
    }

    void aFieldLiesBetweenImageAndMask()
    {
        QColor color = Qt::blue;
        m_canvas->setField([&color](const ViewTransform &, QRect area) {
            QImage pixels(area.size(), QImage::Format_ARGB32_Premultiplied);
            pixels.fill(color);
            return pixels;
        });
        QCOMPARE(at(20, 20), QColor(Qt::blue));
        QCOMPARE(at(150, 150), kRed);
        color = Qt::green;
        m_canvas->updateField();
        QCOMPARE(at(20, 20), QColor(Qt::green));
        m_canvas->setField({});
        QCOMPARE(at(20, 20), kGrey);
    }

    void aLargeBrushRepaintsItsCrescentNotItsDisc()
    {
        m_canvas->setBrushDiameter(200);
        PaintedRegion painted;
        m_canvas->installEventFilter(&painted);
        QTest::mouseMove(m_canvas.get(), {200, 150});
        QCoreApplication::processEvents();
        paintSegment(m_mask, {150, 150}, {150, 150}, 150, {.label = Label{1}});
        m_canvas->updateMask(m_mask, {75, 75, 151, 151});
        QCoreApplication::processEvents();
        painted.region = {};
        paintSegment(m_mask, {150, 150}, {153, 150}, 150, {.label = Label{1}});
        m_canvas->updateMask(m_mask, {75, 75, 155, 151});
        QCoreApplication::processEvents();
        QVERIFY(painted.region.contains(m_canvas->toView({226.5, 150.5}).toPoint()));
        QVERIFY(!painted.region.contains(m_canvas->toView({150, 150}).toPoint()));
        m_canvas->removeEventFilter(&painted);
    }

    void manySmallChangesLookLikeOneLarge()
    {
        QRandomGenerator random(5);
        m_canvas->setOverlayOpacity(0.4);
        for (int round = 0; round < 60; ++round) {
            const QPointF from(random.bounded(400.0), random.bounded(300.0));
            const QPointF to = from + QPointF(random.bounded(60.0) - 30, random.bounded(60.0) - 30);
            const double diameter = 1 + random.bounded(60.0);
            paintSegment(m_mask, from, to, diameter, {.label = Label(random.bounded(2))});
            m_canvas->updateMask(m_mask, brushBounds(from, to, diameter, m_mask.rect()));
            if (round % 7 == 0) {
                QTest::mousePress(m_canvas.get(), Qt::MiddleButton, {}, {200, 150});
                QTest::mouseMove(m_canvas.get(), {200 + random.bounded(61) - 30, 150 + random.bounded(61) - 30});
                QTest::mouseRelease(m_canvas.get(), Qt::MiddleButton, {}, {200, 150});
            }
            if (round % 20 == 10) {
                m_canvas->zoomIn();
            }
            QCoreApplication::processEvents();
        }
        const QImage grown = m_canvas->grab().toImage();
        m_canvas->setMask(m_mask); // Paints all anew.
        QCOMPARE(grown, m_canvas->grab().toImage());
    }

    void theRulerMeasuresAndItsEndsAreDragged()
    {
        Ruler ruler(*m_canvas);
        ruler.setSpacing({0.5, 2, true});
        ruler.setOn(true);
        drag({50, 50}, {50 + 80, 50});
        QCOMPARE(ruler.text(), tr("%1 mm").arg(QLocale().toString(40.0, 'f', 1)));
        drag({50 + 80, 50}, {50, 50 + 30}); // The second end, now straight below the first.
        QCOMPARE(ruler.text(), tr("%1 mm").arg(QLocale().toString(60.0, 'f', 1)));
        ruler.setSpacing({});
        QCOMPARE(ruler.text(), tr("%1 px").arg(QLocale().toString(30.0, 'f', 1)));
        const QPoint middle(50, 65);
        QVERIFY(m_canvas->grab().toImage().pixelColor(middle) != kGrey);
        ruler.clear();
        QCOMPARE(m_canvas->grab().toImage().pixelColor(middle), kGrey);
    }

    void theRulerKeepsStrokesAwayOnlyWhileItIsOn()
    {
        int strokes = 0;
        connect(m_canvas.get(), &ImageCanvas::strokeStarted, this, [&strokes] { ++strokes; });
        {
            Ruler ruler(*m_canvas);
            ruler.setOn(true);
            drag({50, 50}, {90, 90});
            QCOMPARE(strokes, 0);
            ruler.setOn(false);
            drag({50, 50}, {90, 90});
            QCOMPARE(strokes, 1);
            ruler.setOn(true);
        }
        drag({50, 50}, {90, 90}); // The ruler is gone.
        QCOMPARE(strokes, 2);
    }

    void aLegendStaysInItsCorner()
    {
        FieldLegend legend(m_canvas.get());
        legend.describe(QStringLiteral("t"), viridis(), QStringLiteral("0"), QStringLiteral("1"));
        legend.show();
        const int below = m_canvas->height() - legend.geometry().bottom();
        m_canvas->resize(500, 600);
        QCOMPARE(m_canvas->height() - legend.geometry().bottom(), below);
        QCOMPARE(legend.accessibleName(), QStringLiteral("t: 0 to 1"));
    }

private:
    QColor at(int x, int y)
    {
        return m_canvas->grab().toImage().pixelColor(m_canvas->toView(QPointF(x + 0.5, y + 0.5)).toPoint());
    }

    void drag(QPoint from, QPoint to)
    {
        QTest::mousePress(m_canvas.get(), Qt::LeftButton, {}, from);
        QTest::mouseMove(m_canvas.get(), to);
        QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, {}, to);
    }

    std::unique_ptr<ImageCanvas> m_canvas;
    Mask m_mask;
};

QTEST_MAIN(CanvasViewsTest)
#include "canvas_views_test.moc"
