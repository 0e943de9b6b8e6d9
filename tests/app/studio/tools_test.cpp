// SPDX-License-Identifier: GPL-3.0-or-later
// Every tool, driven by mouse and keyboard on the real window.
#include "core/annotation/region.h"
#include "core/metrics/overlap.h"
#include "tests/app/studio/tool_driver.h"

#include <QPointingDevice>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabletEvent>
#include <QToolButton>

using namespace vmunet;
using namespace vmunet::test;

class ToolsTest : public QObject, private ToolDriver {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init() { openPhotograph(); }
    void cleanup() { close(); }

    void theRightButtonErasesOnAPhotograph()
    {
        key(Qt::Key_B);
        m_studio->drag({100, 120}, {200, 120});
        QCOMPARE(mask().at({150, 120}), kOne);
        m_studio->drag({140, 120}, {200, 120}, Qt::RightButton);
        QCOMPARE(mask().at({160, 120}), kBackground);
        QCOMPARE(mask().at({110, 120}), kOne);
        QCOMPARE(document().history().index(), 2);
    }

    void theBrushCanBeSquareAndAsLargeAsAPhotograph()
    {
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 1500);
        QCOMPARE(tools().brushDiameter(), 1500.0);
        set<QSpinBox>("brushSize", 40);
        m_studio->find<QToolButton>("squareBrush")->click();
        click({100, 100});
        QVERIFY(std::abs(mask().count(kOne) - 1600) <= 80);
        QCOMPARE(mask().at({83, 83}), kOne); // A corner, where a round brush has none.
        key(Qt::Key_BracketRight);
        QCOMPARE(tools().brushDiameter(), 50.0);
        m_studio->screenshot(QStringLiteral("tools-square-brush"));
    }

    void aTabletsPressureSetsTheSize()
    {
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 40);
        const auto press = [this](QEvent::Type type, double pressure, QPoint pixel) {
            const QPointF at = m_studio->at(pixel);
            QTabletEvent event(type, QPointingDevice::primaryPointingDevice(), at, m_studio->canvas().mapToGlobal(at),
                pressure, 0, 0, 0, 0, 0, Qt::NoModifier, Qt::LeftButton, Qt::LeftButton);
            QCoreApplication::sendEvent(&m_studio->canvas(), &event);
        };
        press(QEvent::TabletPress, 0.1, {60, 60});
        QTest::mousePress(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at({60, 60}));
        QTest::mouseRelease(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at({60, 60}));
        const qint64 light = mask().count(kOne);
        document().undo();
        click({60, 60}); // A mouse has no pressure.
        QVERIFY(light > 0 && mask().count(kOne) > 8 * light);
    }

    void theAdaptiveBrushStopsAtTheEdge()
    {
        key(Qt::Key_B, Qt::ShiftModifier);
        set<QSpinBox>("brushSize", 80);
        m_studio->drag({160, 70}, {200, 80});
        QVERIFY(mask().count(kOne) > 1500);
        QVERIFY(allInDisc());
        QCOMPARE(document().history().index(), 1);
    }

    void theModelBrushPaintsTheProposalBack()
    {
        ProbabilityMap map{.size = kSize, .classes = 1, .values = QByteArray(kSize.width() * kSize.height(), char(0))};
        for (int y = 0; y < kSize.height(); ++y) {
            for (int x = 0; x < kSize.width(); ++x) {
                map.values[y * kSize.width() + x] = inDisc({x, y}) ? char(250) : char(10);
            }
        }
        QVERIFY(document().applyProposal(0, map, 0.5, QStringLiteral("proposal")));
        const Mask proposed = mask();
        key(Qt::Key_E);
        set<QSpinBox>("brushSize", 60);
        m_studio->drag({120, 120}, {200, 120});
        QVERIFY(mask() != proposed);
        key(Qt::Key_N);
        set<QSpinBox>("brushSize", 120);
        m_studio->drag({100, 120}, {220, 120});
        QCOMPARE(mask(), proposed);
    }

    void thePolygonIsClosedByReturn()
    {
        key(Qt::Key_P);
        for (const QPoint corner : {QPoint(50, 50), QPoint(150, 50), QPoint(150, 150), QPoint(50, 150)}) {
            click(corner);
        }
        m_studio->screenshot(QStringLiteral("tools-polygon"));
        key(Qt::Key_Return);
        QVERIFY(std::abs(mask().count(kOne) - 10000) < 300);
    }

    void theLassoIsFilledWhenLetGoAndEscapeDropsIt()
    {
        key(Qt::Key_L);
        drawRing(50, false);
        QVERIFY(mask().count(kOne) > 7000);
        QVERIFY(allInDisc());
        document().undo();
        drawRing(50, true);
        QVERIFY(mask().isEmpty());
    }

    void theMagneticLassoClingsToTheEdge()
    {
        key(Qt::Key_L, Qt::ShiftModifier);
        for (const QPoint anchor : {QPoint(221, 120), QPoint(160, 181), QPoint(99, 120), QPoint(160, 59)}) {
            QTest::mouseMove(&m_studio->canvas(), m_studio->at(anchor));
            click(anchor);
            QTRY_COMPARE(wayHasCurve(), true);
        }
        m_studio->screenshot(QStringLiteral("tools-magnetic-lasso"));
        key(Qt::Key_Return);
        QVERIFY2(diceWithDisc(mask()) > 0.95, qPrintable(QString::number(diceWithDisc(mask()))));
        QCOMPARE(document().history().index(), 1);
    }

    void floodFillGoesByItsTolerance()
    {
        key(Qt::Key_G);
        set<QSpinBox>("floodTolerance", 20);
        click({160, 120});
        QTRY_VERIFY(diceWithDisc(mask()) > 0.999);
        set<QSpinBox>("floodTolerance", 200);
        click({160, 120});
        QTRY_COMPARE(mask().count(kOne), kSize.width() * kSize.height());
    }

    void theThresholdIsShownLiveAndAppliedByReturn()
    {
        key(Qt::Key_T);
        set<QSpinBox>("rangeLow", 0);
        set<QSpinBox>("rangeHigh", 120);
        const QImage with = m_studio->canvas().grab().toImage();
        m_studio->screenshot(QStringLiteral("tools-threshold"));
        set<QSpinBox>("rangeHigh", 1);
        QVERIFY(with != m_studio->canvas().grab().toImage());
        QVERIFY(mask().isEmpty());
        click({20, 20}); // Picks the skin.
        key(Qt::Key_Return);
        QTRY_VERIFY(!mask().isEmpty());
        QCOMPARE(diceWithDisc(mask()), 0.0);
        document().undo();
        click({160, 120});
        key(Qt::Key_Return);
        QTRY_VERIFY(diceWithDisc(mask()) > 0.999);
    }

    void grabCutFindsTheObjectInABox()
    {
        key(Qt::Key_C);
        m_studio->drag({85, 45}, {235, 195});
        QTRY_VERIFY2(diceWithDisc(mask()) > 0.97, qPrintable(QString::number(diceWithDisc(mask()))));
        QCOMPARE(document().history().index(), 1);
    }

    void grabCutGoesByMarks()
    {
        key(Qt::Key_C);
        m_studio->find<QToolButton>("grabByMarks")->click();
        m_studio->drag({130, 120}, {190, 120});
        m_studio->drag({60, 20}, {260, 20}, Qt::RightButton);
        m_studio->screenshot(QStringLiteral("tools-grabcut-marks"));
        m_studio->find<QPushButton>("applyTool")->click();
        QTRY_VERIFY2(diceWithDisc(mask()) > 0.95, qPrintable(QString::number(diceWithDisc(mask()))));
    }

    void theWatershedFindsTheBorderBetweenMarks()
    {
        key(Qt::Key_W, Qt::ShiftModifier);
        m_studio->drag({130, 120}, {190, 120});
        m_studio->drag({30, 20}, {290, 20}, Qt::RightButton);
        key(Qt::Key_Return);
        QTRY_VERIFY2(diceWithDisc(mask()) > 0.95, qPrintable(QString::number(diceWithDisc(mask()))));
    }

    void marksAreTakenBackAndDropped()
    {
        key(Qt::Key_W, Qt::ShiftModifier);
        m_studio->drag({130, 120}, {190, 120});
        key(Qt::Key_Backspace);
        m_studio->drag({130, 120}, {190, 120});
        key(Qt::Key_Escape);
        key(Qt::Key_Return);
        QVERIFY(!tools().jobs().isRunning());
        QVERIFY(mask().isEmpty());
    }

    void escapeStopsAnOperationAndAnEditMakesItStale()
    {
        QSignalSpy ended(&tools().jobs(), &BackgroundEdit::ended);
        key(Qt::Key_C);
        m_studio->drag({85, 45}, {235, 195});
        QVERIFY(tools().jobs().isRunning());
        key(Qt::Key_Escape);
        QVERIFY(!tools().jobs().isRunning());
        QCOMPARE(ended.count(), 1);
        m_studio->drag({85, 45}, {235, 195});
        key(Qt::Key_B);
        m_studio->drag({10, 10}, {30, 10});
        const Mask painted = mask();
        QTRY_VERIFY(!tools().jobs().isRunning());
        QCOMPARE(mask(), painted);
        QCOMPARE(document().history().index(), 1);
    }

    void grabCutComesNearAPersonsMaskOnRealLesions()
    {
        const QDir samples(QStringLiteral(VMUNET_RESOURCES "/samples/dermoscopy"));
        const QStringList names = QDir(samples.filePath(QStringLiteral("images"))).entryList(QDir::Files);
        QVERIFY(!names.isEmpty());
        for (const QString &name : names) {
            const QString copy = m_folder->filePath(name);
            QVERIFY(QFile::copy(samples.filePath(QStringLiteral("images/") + name), copy));
            m_studio->workbench().open({copy});
            QVERIFY(m_studio->isShowing(copy));
            const QString base = QFileInfo(name).completeBaseName();
            const QImage truth = QImage(samples.filePath(QStringLiteral("masks/%1.png").arg(base)))
                                     .convertToFormat(QImage::Format_Grayscale8);
            QCOMPARE(truth.size(), document().size());
            Mask person(truth.size());
            for (int y = 0; y < truth.height(); ++y) {
                for (int x = 0; x < truth.width(); ++x) {
                    person.set({x, y}, Label(truth.constScanLine(y)[x] > 127));
                }
            }
            const QRect box = boundsOf(person, kOne).adjusted(-6, -6, 6, 6) & person.rect();
            key(Qt::Key_C);
            m_studio->drag(box.topLeft(), box.bottomRight());
            QTRY_VERIFY_WITH_TIMEOUT(!tools().jobs().isRunning(), 20000);
            m_studio->screenshot(QStringLiteral("tools-lesion-") + base);
            const double agreement = dice(confusionOf(mask(), person, kOne));
            qInfo("%s: Dice %.3f", qPrintable(base), agreement);
            QVERIFY2(agreement > 0.7, qPrintable(base));
        }
    }

    void theToolStripLooksTidy()
    {
        for (const char *name : {"brushTool", "floodFillTool", "grabCutTool", "magneticLassoTool", "networkBoxTool"}) {
            m_studio->action(name)->trigger();
            m_studio->screenshot(QStringLiteral("tools-strip-%1").arg(QLatin1String(name)));
        }
        for (QWidget *control : m_studio->find<QWidget>("toolOptions")->findChildren<QWidget *>()) {
            if (!control->objectName().isEmpty() && control->focusPolicy() != Qt::NoFocus
                && !control->inherits("QLineEdit")) {
                QVERIFY2(!control->accessibleName().isEmpty(), qPrintable(control->objectName()));
            }
        }
    }
};

QTEST_MAIN(ToolsTest)
#include "tools_test.moc"
