// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_controller.h"

#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"

#include <QTest>

using namespace vmunet;

namespace {

Image greyPhotograph(QSize size)
{
    Image image;
    image.width = size.width();
    image.height = size.height();
    image.channels = 3;
    image.samples = QByteArray(image.sliceBytes(), char(90));
    return image;
}

} // namespace

class ToolControllerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_document = std::make_unique<Document>(greyPhotograph({100, 100}), LabelSet::lesion());
        m_canvas = std::make_unique<ImageCanvas>();
        m_canvas->resize(424, 424);
        m_canvas->setImage(ImagePyramid(renderSlice(m_document->image())));
        m_canvas->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_canvas.get()));
        m_tools = std::make_unique<ToolController>(*m_canvas);
        m_tools->setDocument(m_document.get());
        m_tools->setLabel(Label{1}, Qt::red);
        m_tools->setBrushDiameter(10);
    }

    void cleanup()
    {
        m_tools.reset();
        m_canvas.reset();
        m_document.reset();
    }

    void aBrushDragPaintsOneUndoableStroke()
    {
        drag({20, 50}, {80, 50});
        QCOMPARE(mask().at({50, 50}), Label{1});
        QCOMPARE(mask().at({50, 60}), kBackground);
        QCOMPARE(m_document->history().count(), 1);
        m_document->undo();
        QVERIFY(mask().isEmpty());
    }

    void theEraserRemovesAndCtrlSwapsBrushAndEraser()
    {
        drag({20, 50}, {80, 50});
        m_tools->setTool(ToolKind::Eraser);
        drag({20, 50}, {50, 50});
        QCOMPARE(mask().at({30, 50}), kBackground);
        QCOMPARE(mask().at({70, 50}), Label{1});
        m_tools->setTool(ToolKind::Brush);
        drag({60, 50}, {80, 50}, Qt::ControlModifier);
        QCOMPARE(mask().at({70, 50}), kBackground);
    }

    void aPolygonOfClicksIsFilledByReturn()
    {
        m_tools->setTool(ToolKind::Polygon);
        for (const QPoint corner : {QPoint(20, 20), QPoint(80, 20), QPoint(80, 80), QPoint(20, 80)}) {
            click(corner);
        }
        QVERIFY(mask().isEmpty());
        m_tools->accept();
        QVERIFY(std::abs(mask().count(Label{1}) - 3600) < 150);
    }

    void backspaceTakesBackACornerAndEscapeAll()
    {
        m_tools->setTool(ToolKind::Polygon);
        for (const QPoint corner : {QPoint(20, 20), QPoint(80, 20), QPoint(80, 80)}) {
            click(corner);
        }
        QVERIFY(m_tools->stepBack());
        m_tools->accept();
        QVERIFY(mask().isEmpty()); // Two corners enclose nothing.
        click({20, 20});
        QVERIFY(m_tools->cancel());
        QVERIFY(!m_tools->cancel());
    }

    void floodFillTakesLikePixels()
    {
        m_tools->setTool(ToolKind::FloodFill);
        click({50, 50});
        QTRY_COMPARE(mask().count(Label{1}), 10000);
    }

    void panningDoesNotEdit()
    {
        m_tools->setTool(ToolKind::Pan);
        drag({20, 50}, {80, 50});
        QVERIFY(mask().isEmpty());
    }

    void withoutADocumentStrokesAreIgnored()
    {
        m_tools->setDocument(nullptr);
        drag({20, 50}, {80, 50});
        QVERIFY(mask().isEmpty());
    }

private:
    static QImage renderSlice(const Image &image)
    {
        return QImage(reinterpret_cast<const uchar *>(image.samples.constData()), image.width, image.height,
            image.width * 3, QImage::Format_RGB888)
            .copy();
    }
    QPoint at(QPoint pixel) const { return m_canvas->toView(QPointF(pixel) + QPointF(0.5, 0.5)).toPoint(); }
    const Mask &mask() const { return m_document->currentMask(); }
    void click(QPoint pixel) { QTest::mouseClick(m_canvas.get(), Qt::LeftButton, Qt::NoModifier, at(pixel)); }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::mousePress(m_canvas.get(), Qt::LeftButton, modifiers, at(from));
        QTest::mouseMove(m_canvas.get(), at((from + to) / 2));
        QTest::mouseMove(m_canvas.get(), at(to));
        QTest::mouseRelease(m_canvas.get(), Qt::LeftButton, modifiers, at(to));
    }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<ImageCanvas> m_canvas;
    std::unique_ptr<ToolController> m_tools;
};

QTEST_MAIN(ToolControllerTest)
#include "tool_controller_test.moc"
