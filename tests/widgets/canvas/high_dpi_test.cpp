// SPDX-License-Identifier: GPL-3.0-or-later
// The canvas on a screen with two device pixels to a widget pixel.
#include "widgets/canvas/image_canvas.h"
#include "widgets/canvas/ruler.h"

#include <QApplication>
#include <QTest>

#include <memory>

using namespace vmunet;

namespace {

/// Columns of one pixel in turn black and white.
QImage stripes(QSize size)
{
    QImage image(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            image.setPixel(x, y, x % 2 ? 0xffffffff : 0xff000000);
        }
    }
    return image;
}

} // namespace

class HighDpiTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_canvas = std::make_unique<ImageCanvas>();
        m_canvas->resize(300, 200);
        m_canvas->setLabels(LabelSet({{Label{1}, QStringLiteral("a"), QColor(255, 0, 0)}}));
        m_canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
        QCOMPARE(m_canvas->devicePixelRatioF(), 2.0);
    }

    void everyDevicePixelShowsItsOwnImagePixel()
    {
        m_canvas->setImage(ImagePyramid(stripes({552, 352}))); // Fits at one image pixel to a device pixel.
        QCOMPARE(m_canvas->zoom(), 0.5);
        const QImage shown = m_canvas->grab().toImage();
        QCOMPARE(shown.size(), QSize(600, 400));
        for (int x = 0; x < 20; ++x) {
            QCOMPARE(shown.pixel(100 + x, 200), x % 2 ? 0xffffffffu : 0xff000000u);
        }
    }

    void theOutlineIsTwoWidgetPixelsWide()
    {
        QImage image(276, 176, QImage::Format_RGB32);
        image.fill(Qt::gray);
        m_canvas->setImage(ImagePyramid(image)); // 1:1, from (12, 12).
        Mask mask(image.size());
        mask.fill({100, 50, 60, 60}, Label{1});
        m_canvas->setOverlayOpacity(0.3);
        m_canvas->setMask(mask);
        const QImage shown = m_canvas->grab().toImage();
        const int edge = 2 * (12 + 100);
        for (int x = edge; x < edge + 4; ++x) {
            QCOMPARE(shown.pixelColor(x, 2 * (12 + 80)), QColor(255, 0, 0));
        }
        QVERIFY(shown.pixelColor(edge - 1, 2 * (12 + 80)) != QColor(255, 0, 0));
        QVERIFY(shown.pixelColor(edge + 4, 2 * (12 + 80)) != QColor(255, 0, 0));
    }

    void aChangedRectangleLooksAsWhenAllIsPainted()
    {
        m_canvas->setImage(ImagePyramid(stripes({500, 300})));
        Mask mask({500, 300});
        m_canvas->setMask(mask);
        m_canvas->grab();
        mask.fill({101, 77, 33, 51}, Label{1});
        m_canvas->updateMask(mask, {101, 77, 33, 51});
        const QImage part = m_canvas->grab().toImage();
        m_canvas->setMask(mask);
        QCOMPARE(part, m_canvas->grab().toImage());
    }

    void atTheLargestZoomImageAndMaskStayTogether()
    {
        m_canvas->setImage(ImagePyramid(stripes({40, 40})));
        Mask mask({40, 40});
        mask.fill({20, 0, 20, 40}, Label{1});
        m_canvas->setOverlayOpacity(1);
        m_canvas->setMask(mask);
        for (int i = 0; i < 30; ++i) {
            m_canvas->zoomIn();
        }
        QCOMPARE(m_canvas->zoom(), ViewTransform::kMaxScale);
        const QImage shown = m_canvas->grab().toImage();
        const QPointF border = m_canvas->toView(QPointF(20, 20)) * 2;
        QCOMPARE(shown.pixelColor(int(border.x()) - 2, int(border.y())), QColor(255, 255, 255));
        QCOMPARE(shown.pixelColor(int(border.x()) + 2, int(border.y())), QColor(255, 0, 0));
    }

private:
    std::unique_ptr<ImageCanvas> m_canvas;
};

int main(int argc, char **argv)
{
    qputenv("QT_SCALE_FACTOR", "2");
    QApplication application(argc, argv);
    HighDpiTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "high_dpi_test.moc"
