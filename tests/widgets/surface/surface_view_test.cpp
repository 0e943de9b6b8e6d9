// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/document.h"
#include "widgets/surface/surface_view.h"

#include <QDir>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <memory>
#include <utility>

using namespace vmunet;

namespace {

constexpr int kSide = 60;
constexpr int kSlices = 30;
constexpr double kRadius = 20; // Millimetres.

Image emptyVolume()
{
    Image image{.kind = ImageKind::Volume, .width = kSide, .height = kSide, .slices = kSlices};
    image.samples.resize(kSide * kSide * kSlices);
    image.geometry.known = true;
    image.geometry.spacingMm = {1, 1, 2};
    return image;
}

/// One slice of a ball about the middle of the volume.
Mask ballSlice(int slice, Label label)
{
    Mask mask({kSide, kSide});
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            if (std::hypot(x - 30.0, y - 30.0, 2 * (slice - 15.0)) <= kRadius) {
                mask.set({x, y}, label);
            }
        }
    }
    return mask;
}

QColor pixelAt(const SurfaceView &view, QPointF fraction)
{
    const QImage &picture = view.frame().picture;
    return picture.pixelColor(int(fraction.x() * (picture.width() - 1)), int(fraction.y() * (picture.height() - 1)));
}

bool isBackground(const QColor &color)
{
    return color.red() < 40 && color.green() < 40 && color.blue() < 40;
}

} // namespace

class SurfaceViewTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        const LabelSet labels({{.label = Label{1}, .name = QStringLiteral("Ball"), .color = QColor(220, 60, 40)}});
        m_document = std::make_unique<Document>(emptyVolume(), labels);
        m_view = std::make_unique<SurfaceView>();
        m_view->resize(480, 360);
        m_view->setDocument(m_document.get());
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }

    void anEmptyMaskIsSaid()
    {
        QTRY_VERIFY(m_view->note().contains(QStringLiteral("Nothing is marked")));
        QVERIFY(!m_view->findChild<QToolButton *>()->isVisible());
    }

    void theMeshFollowsTheMask()
    {
        paintBall();
        QTRY_VERIFY(m_view->mesh() && !m_view->mesh()->labels().empty());
        const double full = m_view->mesh()->volumeMl(1);
        QVERIFY(std::abs(full - 33.5) < 1);
        if (!QOpenGLContext().create()) {
            QSKIP("what cannot be drawn is not built again");
        }
        m_document->undo();
        QTRY_VERIFY(m_view->mesh()->labels().empty());
        m_document->redo();
        QTRY_VERIFY(!m_view->mesh()->labels().empty());
        QCOMPARE(m_view->mesh()->volumeMl(1), full);
    }

    void strokesAreWaitedFor()
    {
        QTRY_VERIFY(m_view->mesh());
        QSignalSpy built(m_view.get(), &SurfaceView::meshChanged);
        m_document->setCurrentSlice(15);
        m_document->beginStroke({30, 30}, 20, Label{1});
        QTest::qWait(600); // Longer than a mask has to be left alone.
        QCOMPARE(built.count(), 0);
        m_document->endStroke();
        QTRY_VERIFY(built.count() > 0);
    }

    void anotherDocumentDropsWhatIsBeingBuilt()
    {
        Document other(emptyVolume(), m_document->labels());
        bool switched = false;
        connect(m_view.get(), &SurfaceView::noteChanged, &other, [&](const QString &note) {
            if (note.contains(QStringLiteral("Building")) && !std::exchange(switched, true)) {
                QMetaObject::invokeMethod(
                    m_view.get(), [&] { m_view->setDocument(&other); }, Qt::QueuedConnection);
            }
        });
        paintBall();
        QTRY_VERIFY(switched);
        QTRY_VERIFY(m_view->note().contains(QStringLiteral("Nothing is marked")));
        QVERIFY(m_view->mesh() && m_view->mesh()->labels().empty());
        m_view->setDocument(nullptr);
        QVERIFY(!m_view->mesh());
    }

    void aHiddenViewBuildsNothing()
    {
        QTRY_VERIFY(m_view->mesh()); // Of the empty mask.
        m_view->hide();
        QSignalSpy built(m_view.get(), &SurfaceView::meshChanged);
        paintBall();
        QTest::qWait(600);
        QCOMPARE(built.count(), 0);
        m_view->show();
        QTRY_VERIFY(built.count() > 0);
        QTRY_VERIFY(m_view->mesh() && !m_view->mesh()->labels().empty());
    }

    void withoutOpenGlTheReasonStandsInThePicturesPlace()
    {
        QOpenGLContext context;
        if (context.create()) {
            QSKIP("there is OpenGL here");
        }
        paintBall();
        QTRY_VERIFY(m_view->note().contains(QStringLiteral("OpenGL 3.2")));
        QVERIFY(m_view->frame().picture.isNull());
        QVERIFY(!m_view->findChild<QToolButton *>()->isVisible());
    }

    void theBallIsDrawnFromTheFrontInItsColour()
    {
        if (!draws()) {
            QSKIP(qPrintable(m_view->note()));
        }
        const QColor middle = pixelAt(*m_view, {0.5, 0.5});
        QVERIFY2(middle.red() > 120 && middle.red() > 2 * middle.green(), qPrintable(middle.name()));
        QVERIFY(isBackground(pixelAt(*m_view, {0.02, 0.5})));
        const auto &axes = m_view->frame().patientAxes;
        QVERIFY(axes[0][0] > 0.99); // The patient's left is at the right,
        QVERIFY(axes[1][2] < -0.99); // the back behind,
        QVERIFY(axes[2][1] < -0.99); // the head up.
        save(QStringLiteral("surface-ball"));
    }

    void draggingTurnsMovesAndZooms()
    {
        if (!draws()) {
            QSKIP(qPrintable(m_view->note()));
        }
        drag(Qt::LeftButton, {180, 0}); // Half a degree a pixel.
        QVERIFY(m_view->frame().patientAxes[0][2] > 0.99 || m_view->frame().patientAxes[0][2] < -0.99);
        drag(Qt::MiddleButton, {230, 0});
        QVERIFY(isBackground(pixelAt(*m_view, {0.5, 0.5})));
        home();
        QVERIFY(m_view->frame().patientAxes[0][0] > 0.99);
        QVERIFY(!isBackground(pixelAt(*m_view, {0.5, 0.5})));
        const bool before = isBackground(pixelAt(*m_view, {0.2, 0.2}));
        drag(Qt::RightButton, {0, -120});
        QVERIFY(before && !isBackground(pixelAt(*m_view, {0.2, 0.2})));
    }

    void hiddenLabelsAreNotDrawn()
    {
        if (!draws()) {
            QSKIP(qPrintable(m_view->note()));
        }
        LabelSet labels = m_document->labels();
        labels.setVisible(Label{1}, false);
        m_document->setLabels(labels);
        QTRY_VERIFY(isBackground(pixelAt(*m_view, {0.5, 0.5})));
    }

private:
    void paintBall()
    {
        std::vector<SliceMask> slices;
        for (int slice = 0; slice < kSlices; ++slice) {
            slices.push_back({slice, ballSlice(slice, Label{1})});
        }
        QVERIFY(m_document->applySlices(slices, QStringLiteral("Ball"), EditTool::Import));
    }

    /// False where there is no OpenGL, and the view says so in place of a picture.
    bool draws()
    {
        QSignalSpy drawn(m_view.get(), &SurfaceView::frameDrawn);
        paintBall();
        const bool answered = QTest::qWaitFor(
            [&] { return drawn.count() > 0 || m_view->note().contains(QStringLiteral("OpenGL")); }, 20000);
        if (!answered) {
            qWarning("neither a picture nor a reason: %s", qPrintable(m_view->note()));
            return false;
        }
        return drawn.count() > 0;
    }

    void drag(Qt::MouseButton button, QPoint by)
    {
        QSignalSpy drawn(m_view.get(), &SurfaceView::frameDrawn);
        const QPoint from = m_view->rect().center() - by / 2;
        QTest::mousePress(m_view.get(), button, {}, from);
        // QTest::mouseMove() carries no buttons.
        QMouseEvent moved(
            QEvent::MouseMove, from + by, m_view->mapToGlobal(from + by), Qt::NoButton, button, Qt::NoModifier);
        QCoreApplication::sendEvent(m_view.get(), &moved);
        QTRY_VERIFY(drawn.count() > 0);
        QTest::mouseRelease(m_view.get(), button, {}, from + by);
        QTRY_VERIFY(drawn.count() > 1);
    }

    void home()
    {
        QSignalSpy drawn(m_view.get(), &SurfaceView::frameDrawn);
        QTest::mouseClick(m_view->findChild<QToolButton *>(), Qt::LeftButton);
        QTRY_VERIFY(drawn.count() > 0);
    }

    void save(const QString &name)
    {
        QDir().mkpath(QStringLiteral(VMUNET_TEST_OUTPUT));
        m_view->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/%1.png").arg(name));
    }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<SurfaceView> m_view;
};

QTEST_MAIN(SurfaceViewTest)
#include "surface_view_test.moc"
