// SPDX-License-Identifier: GPL-3.0-or-later
// What a zoom step shows before all of it is painted exactly, and that it ends exact.
#include "widgets/canvas/canvas_layers.h"
#include "widgets/canvas/image_canvas.h"

#include <QPainter>
#include <QScreen>
#include <QTest>

#include <cmath>
#include <utility>

using namespace vmunet;

namespace {

constexpr QSize kImage(3000, 2000);
constexpr QSize kView(1100, 700);

/// Slow waves: shown coarsely they look nearly the same, shown in a wrong place they do not.
QImage waves()
{
    QImage image(kImage, QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        auto *row = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const auto wave = [](double at) { return int(127.5 + 127 * std::sin(at / 90)); };
            row[x] = qRgb(wave(x), wave(y), wave(x + 2 * y));
        }
    }
    return image;
}

Mask boxes()
{
    Mask mask(kImage);
    for (int x = 0; x < kImage.width(); x += 500) {
        mask.fill({x, x / 2, 260, 300}, Label{1});
    }
    return mask;
}

/// Mean difference of a channel.
double difference(const QImage &a, const QImage &b)
{
    double sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            sum += std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) + std::abs(qBlue(p) - qBlue(q));
        }
    }
    return sum / 3 / a.width() / a.height();
}

} // namespace

class CanvasSettlingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_image = ImagePyramid(waves());
        m_mask = boxes();
    }

    void init()
    {
        m_layers = CanvasLayers();
        show(m_layers);
        m_ratio = 1;
    }

    void withoutAPaceAllIsExactAtOnce()
    {
        paint(m_layers, view(0.5), std::nullopt);
        QVERIFY(isSettled(view(0.5)));
    }

    void aFrameInHasteLooksNearlyRightAndEndsExact_data()
    {
        QTest::addColumn<double>("zoom");
        QTest::addColumn<double>("ratio");
        for (const double zoom : {0.3, 0.77, 1.0, 2.6, 5.0}) {
            for (const double ratio : {1.0, 2.0, 1.25}) {
                QTest::addRow("zoom %g, %g device pixels", zoom, ratio) << zoom << ratio;
            }
        }
    }

    void aFrameInHasteLooksNearlyRightAndEndsExact()
    {
        QFETCH(double, zoom);
        QFETCH(double, ratio);
        m_ratio = ratio;
        QImage screen = paint(m_layers, view(zoom), kAtOnce);
        QVERIFY(!isSettled(view(zoom)));
        const QImage exact = painted(view(zoom));
        QVERIFY2(difference(screen, exact) < 4, qPrintable(QString::number(difference(screen, exact))));
        QVERIFY(screen != exact);
        settle(screen, view(zoom));
        QCOMPARE(screen, exact);
    }

    void tilesNextToTheFocusComeFirst()
    {
        QImage screen = paint(m_layers, view(0.5), kAtOnce);
        const QRegion first = m_layers.settle(view(0.5), shown(CanvasLayers::Pace{{900, 500}, {}}));
        QVERIFY(first.boundingRect().adjusted(-256, -256, 256, 256).contains(QPoint(900, 500)));
        const QRegion second = m_layers.settle(view(0.5), shown(CanvasLayers::Pace{{150, 120}, {}}));
        QVERIFY(second.boundingRect().contains(QPoint(150, 120)));
    }

    void aZoomInTheMiddleOfSettlingShowsNothingOfTheOldScale()
    {
        QImage screen = paint(m_layers, view(0.5), kAtOnce);
        m_layers.settle(view(0.5), shown(kAtOnce));
        // The timer may come between the zoom and its frame.
        QVERIFY(m_layers.settle(view(0.8), shown(kAtOnce)).isEmpty());
        QVERIFY(!isSettled(view(0.8)));
        screen = paint(m_layers, view(0.8), kAtOnce);
        QVERIFY(difference(screen, painted(view(0.8))) < 4);
        settle(screen, view(0.8));
        QCOMPARE(screen, painted(view(0.8)));
    }

    void aStrokeInTheMiddleOfSettlingIsShown()
    {
        QImage screen = paint(m_layers, view(0.5), kAtOnce);
        Mask mask = m_mask;
        const QRect stroke(700, 300, 900, 700);
        mask.fill(stroke, Label{1});
        const QRegion repaint = CanvasLayers::repaintRegion(m_layers.updateMask(mask, stroke), view(0.5));
        paint(m_layers, view(0.5), kAtOnce, repaint, &screen);
        std::swap(m_mask, mask);
        const QImage exact = painted(view(0.5));
        QVERIFY(difference(screen, exact) < 4);
        settle(screen, view(0.5));
        QCOMPARE(screen, exact);
        std::swap(m_mask, mask);
    }

    void aWipeInTheMiddleOfSettlingEnds()
    {
        m_layers.setComparison(Mask(kImage));
        m_divider = 400;
        QImage screen = paint(m_layers, view(0.5), kAtOnce);
        m_divider = 900; // What was drawn coarsely left of it may not be in sight any more.
        paint(m_layers, view(0.5), kAtOnce, QRect(QPoint(), kView), &screen);
        settle(screen, view(0.5));
        CanvasLayers fresh;
        show(fresh);
        fresh.setComparison(Mask(kImage));
        QCOMPARE(screen, paint(fresh, view(0.5), std::nullopt));
        m_divider = 0;
    }

    void theWindowSettlesByItself()
    {
        ImageCanvas canvas;
        showZoomed(canvas);
        QTRY_VERIFY(canvas.isSettled());
        QTRY_COMPARE(onScreen(canvas), exact(canvas)); // The last tiles are on their way to the screen.
    }

    void aGrabIsExactAndTheScreenFollows()
    {
        ImageCanvas canvas;
        showZoomed(canvas);
        canvas.zoomIn();
        canvas.repaint();
        const QImage grabbed = canvas.grab().toImage();
        QVERIFY(canvas.isSettled());
        QTRY_COMPARE(onScreen(canvas), grabbed.convertToFormat(QImage::Format_RGB32));
        QCOMPARE(grabbed.convertToFormat(QImage::Format_RGB32), exact(canvas));
    }

private:
    static constexpr CanvasLayers::Pace kAtOnce{{300, 300}, std::chrono::microseconds(0)};

    void showZoomed(ImageCanvas &canvas)
    {
        canvas.resize(kView);
        canvas.setImage(m_image);
        canvas.setMask(m_mask);
        canvas.show();
        QVERIFY(QTest::qWaitForWindowExposed(&canvas));
        for (int step = 0; step < 5; ++step) {
            canvas.zoomIn();
            QCoreApplication::processEvents();
        }
    }

    static QImage onScreen(const ImageCanvas &canvas)
    {
        return canvas.screen()->grabWindow(canvas.winId()).toImage().convertToFormat(QImage::Format_RGB32);
    }

    /// Painted from scratch.
    QImage exact(const ImageCanvas &canvas) const
    {
        ImageCanvas fresh;
        fresh.resize(kView);
        fresh.setImage(m_image);
        fresh.setMask(m_mask);
        for (int step = 0; fresh.zoom() < canvas.zoom() - 1e-9 && step < 50; ++step) {
            fresh.zoomIn();
        }
        return fresh.grab().toImage().convertToFormat(QImage::Format_RGB32);
    }

    void show(CanvasLayers &layers) const
    {
        layers.setImage(m_image);
        layers.setMask(m_mask);
    }

    static ViewTransform view(double zoom) { return {zoom, {-120.5 * zoom, -80.25 * zoom}}; }

    CanvasLayers::Show shown(std::optional<CanvasLayers::Pace> pace) const
    {
        return {.dividerX = m_divider, .viewport = kView, .ratio = m_ratio, .pace = pace};
    }

    bool isSettled(const ViewTransform &view) { return m_layers.isSettled(view, shown(std::nullopt)); }

    QImage paint(CanvasLayers &layers, const ViewTransform &view, std::optional<CanvasLayers::Pace> pace,
        const QRegion &exposed = QRect(QPoint(), kView), QImage *on = nullptr) const
    {
        QImage fresh((QSizeF(kView) * m_ratio).toSize(), QImage::Format_RGB32);
        fresh.fill(Qt::black);
        QImage &target = on ? *on : fresh;
        QPainter painter(&target);
        painter.scale(m_ratio, m_ratio);
        layers.paint(painter, exposed, view, shown(pace));
        return target;
    }

    /// From scratch, exactly.
    QImage painted(const ViewTransform &view) const
    {
        CanvasLayers layers;
        show(layers);
        return paint(layers, view, std::nullopt);
    }

    void settle(QImage &screen, const ViewTransform &view)
    {
        int frames = 0;
        while (!isSettled(view)) {
            const QRegion region = m_layers.settle(view, shown(kAtOnce));
            QVERIFY(!region.isEmpty());
            QVERIFY(++frames < 1000);
            paint(m_layers, view, kAtOnce, region, &screen);
        }
    }

    ImagePyramid m_image;
    Mask m_mask;
    CanvasLayers m_layers;
    double m_ratio = 1;
    int m_divider = 0;
};

QTEST_MAIN(CanvasSettlingTest)
#include "canvas_settling_test.moc"
