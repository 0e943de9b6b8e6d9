// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/document.h"
#include "core/image/image_loader.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/surface/surface_view.h"
#include "widgets/volume/plane_marks.h"
#include "widgets/volume/plane_view.h"
#include "widgets/volume/volume_view.h"

#include <QPaintEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <memory>

using namespace vmunet;

namespace {

constexpr WindowLevel kWindow{.level = 128, .width = 256};

/// 24 columns, 20 rows, 16 slices of 2 mm; axes as a CT's: to the left, to the back, to the head.
Image smallVolume()
{
    Image image{.kind = ImageKind::Volume, .width = 24, .height = 20, .slices = 16};
    image.samples.resize(24 * 20 * 16);
    for (qsizetype i = 0; i < image.samples.size(); ++i) {
        image.samples[i] = char(i % 251);
    }
    image.geometry.known = true;
    image.geometry.spacingMm = {1, 1, 2};
    image.geometry.originMm = {-12, -10, 100};
    return image;
}

/// Adds up what a widget is asked to paint.
class PaintedArea : public QObject {
public:
    explicit PaintedArea(QWidget &widget) { widget.installEventFilter(this); }
    QRegion region;

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            region += static_cast<QPaintEvent *>(event)->region();
        }
        return false;
    }
};

} // namespace

class VolumeViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_document = std::make_unique<Document>(smallVolume(), LabelSet::synapseOrgans());
        m_document->setCurrentSlice(8);
        m_stack = new ImageCanvas;
        m_view = std::make_unique<VolumeView>(m_stack);
        m_view->resize(900, 700);
        m_view->setDocument(m_document.get(), kWindow);
        m_stack->setImage(ImagePyramid(m_view->stackPicture()));
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }

    void onePlaneIsShownUntilAllAreWanted()
    {
        QVERIFY(m_stack->isVisible() && !side(0).isVisible() && !side(1).isVisible());
        QVERIFY(!side(0).hasImage());
        QVERIFY(!marks(2).cross());
        showAll();
        QVERIFY(m_stack->isVisible() && side(0).isVisible() && side(1).isVisible());
        QCOMPARE(side(0).imageSize(), QSize(20, 16));
        QCOMPARE(side(1).imageSize(), QSize(24, 16));
        QCOMPARE(side(1).view().aspect(), 2.0);
        QVERIFY(marks(2).cross());
        m_view->setLayout(VolumeView::Layout::OnePlane);
        QVERIFY(!side(0).isVisible());
    }

    void aClickMovesTheCrossAndTheOtherPlanes()
    {
        showAll();
        QSignalSpy moved(m_view.get(), &VolumeView::cursorMoved);
        click(side(1), {5.5, 3.5}); // Coronal: the head is at the top, so row 3 is slice 12.
        QCOMPARE(m_view->cursor(), (Voxel{5, 10, 12}));
        QCOMPARE(m_document->currentSlice(), 12);
        QCOMPARE(m_view->plane(0).position(), 5);
        QCOMPARE(moved.count(), 1);
        click(side(0), {2.5, 15.5}); // Sagittal: the front is at the left.
        QCOMPARE(m_view->cursor(), (Voxel{5, 2, 0}));
        QCOMPARE(marks(2).cross()->at, QPointF(5.5, 2.5));
    }

    void draggingMovesTheCrossAllTheWay()
    {
        showAll();
        QTest::mousePress(&side(1), Qt::LeftButton, {}, side(1).toView(QPointF(3.5, 3.5)).toPoint());
        QTest::mouseMove(&side(1), side(1).toView(QPointF(12.5, 5.5)).toPoint());
        QCOMPARE(m_view->cursor(), (Voxel{12, 10, 10}));
        QTest::mouseMove(&side(1), side(1).toView(QPointF(300, -70)).toPoint());
        QCOMPARE(m_view->cursor(), (Voxel{23, 10, 15})); // Outside: the nearest voxel.
        QTest::mouseRelease(&side(1), Qt::LeftButton, {}, side(1).toView(QPointF(12.5, 5.5)).toPoint());
    }

    void theWheelStepsThroughTheSlicesOfItsPlane()
    {
        showAll();
        const Voxel before = m_view->cursor();
        wheel(side(0), -120);
        QCOMPARE(m_view->cursor(), (Voxel{before[0] + 1, before[1], before[2]}));
        wheel(side(1), 240);
        QCOMPARE(m_view->cursor(), (Voxel{before[0] + 1, before[1] - 2, before[2]}));
        for (int i = 0; i < 30; ++i) {
            wheel(side(1), 120);
        }
        QCOMPARE(m_view->cursor()[1], 0);
    }

    void shiftMovesTheCrossInThePaintedPlane()
    {
        showAll();
        move(QPointF(20.5, 4.5), Qt::NoModifier);
        QCOMPARE(m_view->cursor(), (Voxel{12, 10, 8}));
        move(QPointF(20.5, 4.5), Qt::ShiftModifier);
        QCOMPARE(m_view->cursor(), (Voxel{20, 4, 8}));
    }

    void anotherSliceMovesTheCross()
    {
        showAll();
        m_document->setCurrentSlice(3);
        QCOMPARE(m_view->cursor()[2], 3);
        QCOMPARE(marks(1).cross()->at.y(), 12.5);
        QCOMPARE(m_view->stackPicture(), renderSlice(m_document->image(), 3, kWindow));
    }

    void paintingShowsInAllPlanesWhereItHappened()
    {
        showAll();
        QTest::qWait(50); // The first paint is through.
        PaintedArea painted(side(1));
        m_document->beginStroke({4, 10}, 3, Label{2});
        m_document->extendStroke({4, 10}, {8, 10});
        QCOMPARE(m_view->plane(1).mask().at({6, 7}), Label{2}); // Slice 8 of 16 is row 7.
        QCOMPARE(m_view->plane(1).mask().at({6, 8}), kBackground);
        QTRY_VERIFY(!painted.region.isEmpty());
        const QRect row = side(1).view().toView(QRectF(2, 7, 9, 1)).toAlignedRect().adjusted(-8, -8, 8, 8);
        QVERIFY2(row.contains(painted.region.boundingRect()), "more was painted than had changed");
        m_document->endStroke();
        m_document->undo();
        QCOMPARE(m_view->plane(1).mask().at({6, 7}), kBackground);
    }

    void masksFromAProjectAndOtherSlicesArrive()
    {
        showAll();
        std::vector<Mask> masks(16, Mask({24, 20}));
        masks[2].fill({0, 0, 24, 20}, Label{4});
        m_document->restore(masks);
        QCOMPARE(m_view->plane(0).mask().at({9, 13}), Label{4});
        Mask whole({24, 20});
        whole.fill(whole.rect(), Label{5});
        m_document->replaceSlice(11, whole, QStringLiteral("x"));
        QCOMPARE(m_view->plane(0).mask().at({9, 4}), Label{5});
        QCOMPARE(m_view->plane(1).mask().at({9, 4}), Label{5});
    }

    void aHiddenPlaneCatchesUpWhenItIsShown()
    {
        m_document->beginStroke({12, 10}, 3, Label{2});
        m_document->endStroke();
        m_document->setCurrentSlice(9);
        showAll();
        QCOMPARE(m_view->plane(1).mask().at({12, 7}), Label{2});
        QCOMPARE(m_view->plane(0).mask().at({10, 7}), Label{2});
    }

    void aDoubleClickFillsTheViewAndGoesBack()
    {
        showAll();
        const QPoint at = side(0).toView(QPointF(10, 8)).toPoint();
        QTest::mouseDClick(&side(0), Qt::LeftButton, {}, at);
        QVERIFY(side(0).isVisible() && !m_stack->isVisible() && !side(1).isVisible());
        QTest::mouseDClick(&side(0), Qt::LeftButton, {}, side(0).rect().center());
        QVERIFY(m_stack->isVisible() && side(1).isVisible() && m_view->surface().isVisible());
        QTest::mouseDClick(&m_view->surface(), Qt::LeftButton, {}, m_view->surface().rect().center());
        QVERIFY(m_view->surface().isVisible() && !m_stack->isVisible() && !side(0).isVisible());
    }

    void slabsAreAsThickAsTheSpacingSays()
    {
        showAll();
        m_view->setSlab(6, Projection::Maximum);
        const Image &image = m_document->image();
        QCOMPARE(m_view->stackPicture(),
            renderPlane(image, planeLayout(image, 2), 8, kWindow, {.thickness = 3, .projection = Projection::Maximum}));
        QCOMPARE(m_view->plane(0).picture(),
            renderPlane(
                image, planeLayout(image, 0), 12, kWindow, {.thickness = 6, .projection = Projection::Maximum}));
        QVERIFY(marks(2).caption().contains(QStringLiteral("6.0 mm")));
    }

    void theCrossSaysWhereItIsInThePatient()
    {
        m_view->setCursor({2, 19, 1});
        QCOMPARE(m_view->cursorText().section(QStringLiteral(" mm"), 0, 0), QStringLiteral("R 10.0  P 9.0  S 102.0"));
    }

    void lettersAndNamesAreThoseOfThePlane()
    {
        showAll();
        QCOMPARE(marks(2).letters(),
            (EdgeLetters{QStringLiteral("R"), QStringLiteral("L"), QStringLiteral("A"), QStringLiteral("P")}));
        QCOMPARE(marks(0).letters(),
            (EdgeLetters{QStringLiteral("A"), QStringLiteral("P"), QStringLiteral("S"), QStringLiteral("I")}));
        QVERIFY(marks(1).caption().startsWith(QStringLiteral("Coronal")));
    }

    void aSingleSliceHasOneViewWithMarks()
    {
        showAll();
        Image image = smallVolume();
        image.slices = 1;
        image.samples.truncate(24 * 20);
        Document document(image, LabelSet::lesion());
        m_view->setDocument(&document, kWindow);
        QVERIFY(!side(0).isVisible() && !m_view->surface().isVisible());
        QVERIFY(marks(2).isVisible() && m_stack->isVisible());
        QCOMPARE(marks(2).letters().left, QStringLiteral("R"));
        m_view->setDocument(nullptr, kWindow);
    }

    void aPhotographHasOneViewAndNoMarks()
    {
        showAll();
        Image photograph{.width = 10, .height = 10, .channels = 3, .samples = QByteArray(300, 'x')};
        Document document(photograph, LabelSet::lesion());
        m_view->setDocument(&document, kWindow);
        QVERIFY(!side(0).isVisible() && !marks(2).isVisible() && !m_view->isVolume());
        QCOMPARE(m_view->cursorText(), QString());
        m_view->setCursor({1, 1, 1});
        m_view->setDocument(nullptr, kWindow);
    }

    void scaleBarsAreRoundNumbers()
    {
        QCOMPARE(PlaneMarks::scaleBarMm(73), 50.0);
        QCOMPARE(PlaneMarks::scaleBarMm(49.9), 20.0);
        QCOMPARE(PlaneMarks::scaleBarMm(10), 10.0);
        QCOMPARE(PlaneMarks::scaleBarMm(0.3), 0.2);
        QCOMPARE(PlaneMarks::scaleBarMm(0), 0.0);
        QCOMPARE(PlaneMarks::lengthText(50), QStringLiteral("5 cm"));
        QCOMPARE(PlaneMarks::lengthText(5), QStringLiteral("5 mm"));
    }

private:
    void showAll()
    {
        m_view->setLayout(VolumeView::Layout::AllPlanes);
        QVERIFY(QTest::qWaitFor([&] { return side(0).isVisible() && side(0).width() > 200; }));
    }
    ImageCanvas &side(int through) { return m_view->plane(through).canvas(); }
    PlaneMarks &marks(int through) { return m_view->plane(through).marks(); }

    void click(ImageCanvas &canvas, QPointF image)
    {
        QTest::mouseClick(&canvas, Qt::LeftButton, {}, canvas.toView(image).toPoint());
    }

    void wheel(ImageCanvas &canvas, int delta)
    {
        const QPoint at = canvas.rect().center();
        QWheelEvent event(
            at, canvas.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&canvas, &event);
    }

    void move(QPointF image, Qt::KeyboardModifiers modifiers)
    {
        const QPointF at = m_stack->toView(image);
        QMouseEvent event(QEvent::MouseMove, at, m_stack->mapToGlobal(at), Qt::NoButton, Qt::NoButton, modifiers);
        QCoreApplication::sendEvent(m_stack, &event);
    }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<VolumeView> m_view;
    ImageCanvas *m_stack = nullptr;
};

QTEST_MAIN(VolumeViewTest)
#include "volume_view_test.moc"
