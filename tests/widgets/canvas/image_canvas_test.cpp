// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/image_canvas.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace vmunet;

namespace {

QImage gradient(QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            image.setPixel(x, y, qRgb(x % 256, y % 256, 128));
        }
    }
    return image;
}

void wheel(ImageCanvas &canvas, QPoint at, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    QWheelEvent event(at, canvas.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&canvas, &event);
}

} // namespace

class ImageCanvasTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_canvas = std::make_unique<ImageCanvas>();
        m_canvas->resize(400, 300);
        m_canvas->setImage(ImagePyramid(gradient({200, 100})));
        m_canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
    }

    void aNewImageIsFittedAndStaysSoWhenTheWindowGrows()
    {
        QCOMPARE(m_canvas->toImage(QPointF(200, 150)), QPointF(100, 50));
        m_canvas->resize(800, 600);
        QCOMPARE(m_canvas->toImage(QPointF(400, 300)), QPointF(100, 50));
        QVERIFY(m_canvas->zoom() > 3.5);
    }

    void aPixelAspectStretchesImageAndMaskAlike()
    {
        m_canvas->setPixelAspect(2);
        QCOMPARE(m_canvas->view().aspect(), 2.0);
        QCOMPARE(m_canvas->toImage(QPointF(200, 150)), QPointF(100, 50));
        QVERIFY(m_canvas->view().toView(QRectF(0, 0, 200, 100)).height() <= 300);
        Mask mask({200, 100});
        mask.fill({100, 50, 100, 50}, Label{1});
        m_canvas->setOutlineVisible(false);
        const QImage before = m_canvas->grab().toImage();
        m_canvas->setMask(mask);
        const QImage after = m_canvas->grab().toImage();
        const QRectF covered = m_canvas->view().toView(QRectF(100, 50, 100, 50));
        const QPoint inside = covered.bottomRight().toPoint() - QPoint(4, 4);
        QVERIFY(after.pixel(inside) != before.pixel(inside));
        const QPoint above(inside.x(), int(covered.top()) - 4);
        QCOMPARE(after.pixel(above), before.pixel(above));
        const QPoint below(inside.x(), int(covered.bottom()) + 4);
        QCOMPARE(after.pixel(below), before.pixel(below));
    }

    void theWheelZoomsAtTheCursor()
    {
        const QPoint cursor(120, 110);
        const QPointF before = m_canvas->toImage(cursor);
        const double zoom = m_canvas->zoom();
        wheel(*m_canvas, cursor, 120);
        QCOMPARE(m_canvas->zoom(), zoom * 1.25);
        QVERIFY((m_canvas->toImage(cursor) - before).manhattanLength() < 1e-6);
        wheel(*m_canvas, cursor, 120, Qt::ControlModifier);
        QCOMPARE(m_canvas->zoom(), zoom * 1.25 * 1.25);
    }

    void inAVolumeThePlainWheelStepsThroughSlices()
    {
        m_canvas->setWheelStepsSlices(true);
        QSignalSpy stepped(m_canvas.get(), &ImageCanvas::slicesStepped);
        const double zoom = m_canvas->zoom();
        wheel(*m_canvas, {50, 50}, -60);
        QCOMPARE(stepped.count(), 0);
        wheel(*m_canvas, {50, 50}, -60);
        QCOMPARE(stepped.count(), 1);
        QCOMPARE(stepped.first().first().toInt(), 1);
        QCOMPARE(m_canvas->zoom(), zoom);
    }

    void strokesAreReportedInImagePixels()
    {
        QSignalSpy started(m_canvas.get(), &ImageCanvas::strokeStarted);
        QSignalSpy moved(m_canvas.get(), &ImageCanvas::strokeMoved);
        QSignalSpy finished(m_canvas.get(), &ImageCanvas::strokeFinished);
        QTest::mousePress(m_canvas.get(), Qt::LeftButton, Qt::NoModifier, {100, 100});
        QTest::mouseMove(m_canvas.get(), {140, 120});
        QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, Qt::NoModifier, {140, 120});
        QCOMPARE(started.count(), 1);
        QCOMPARE(finished.count(), 1);
        QVERIFY(moved.count() >= 1);
        QCOMPARE(started.first().first().toPointF(), m_canvas->toImage(QPointF(100, 100)));
        QCOMPARE(moved.last().last().toPointF(), m_canvas->toImage(QPointF(140, 120)));
    }

    void middleDragAndSpaceDragPanWithoutAStroke()
    {
        QSignalSpy started(m_canvas.get(), &ImageCanvas::strokeStarted);
        const QPointF before = m_canvas->toView(QPointF(0, 0));
        QTest::mousePress(m_canvas.get(), Qt::MiddleButton, Qt::NoModifier, {100, 100});
        QTest::mouseMove(m_canvas.get(), {130, 90});
        QTest::mouseRelease(m_canvas.get(), Qt::MiddleButton, Qt::NoModifier, {130, 90});
        QCOMPARE(m_canvas->toView(QPointF(0, 0)), before + QPointF(30, -10));

        QTest::keyPress(m_canvas.get(), Qt::Key_Space);
        QTest::mousePress(m_canvas.get(), Qt::LeftButton, Qt::NoModifier, {100, 100});
        QTest::mouseMove(m_canvas.get(), {90, 120});
        QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, Qt::NoModifier, {90, 120});
        QTest::keyRelease(m_canvas.get(), Qt::Key_Space);
        QCOMPARE(m_canvas->toView(QPointF(0, 0)), before + QPointF(20, 10));
        QCOMPARE(started.count(), 0);
    }

    void rightDragReportsTheWindowOnlyWhereItIsWanted()
    {
        QSignalSpy dragged(m_canvas.get(), &ImageCanvas::windowDragged);
        const auto drag = [this] {
            QTest::mousePress(m_canvas.get(), Qt::RightButton, Qt::NoModifier, {100, 100});
            QTest::mouseMove(m_canvas.get(), {117, 95});
            QTest::mouseRelease(m_canvas.get(), Qt::RightButton, Qt::NoModifier, {117, 95});
        };
        drag();
        QCOMPARE(dragged.count(), 0);
        m_canvas->setWindowDragEnabled(true);
        drag();
        QCOMPARE(dragged.last().first().toPointF(), QPointF(17, -5));
    }

    void theMaskIsShownOverTheImage()
    {
        m_canvas->setLabels(LabelSet({{Label{1}, QStringLiteral("a"), QColor(255, 0, 0)}}));
        m_canvas->setOverlayOpacity(1);
        Mask mask({200, 100});
        mask.fill({90, 40, 20, 20}, Label{1});
        m_canvas->setMask(mask);
        QCOMPARE(m_canvas->grab().toImage().pixelColor(200, 150), QColor(255, 0, 0));
        m_canvas->setOverlayVisible(false);
        QVERIFY(m_canvas->grab().toImage().pixelColor(200, 150) != QColor(255, 0, 0));
    }

    void aChangedRectangleIsRepaintedAlone()
    {
        m_canvas->setMask(Mask({200, 100}));
        m_canvas->grab();
        Mask mask({200, 100});
        mask.fill({10, 10, 4, 4}, Label{1});
        m_canvas->updateMask(mask, {10, 10, 4, 4});
        const QColor at = m_canvas->grab().toImage().pixelColor(m_canvas->toView(QPointF(12, 12)).toPoint());
        QVERIFY(at != QColor(12, 12, 128));
    }

    void aZoomedOutLargeImageShowsItsMeans()
    {
        QImage stripes(3000, 2000, QImage::Format_RGB32);
        for (int y = 0; y < stripes.height(); ++y) {
            auto *row = reinterpret_cast<QRgb *>(stripes.scanLine(y));
            for (int x = 0; x < stripes.width(); ++x) {
                row[x] = x % 2 ? qRgb(255, 255, 255) : qRgb(0, 0, 0);
            }
        }
        m_canvas->setImage(ImagePyramid(stripes));
        const QColor shown = m_canvas->grab().toImage().pixelColor(200, 150);
        QVERIFY2(std::abs(shown.red() - 128) < 12, qPrintable(shown.name()));
    }

private:
    std::unique_ptr<ImageCanvas> m_canvas;
};

QTEST_MAIN(ImageCanvasTest)
#include "image_canvas_test.moc"
