// SPDX-License-Identifier: GPL-3.0-or-later
// Every tool and mask command, driven by mouse and keyboard on the real window.
#include "tests/app/studio/studio_fixture.h"
#include "widgets/tools/background_edit.h"
#include "widgets/tools/tool_controller.h"
#include "widgets/tools/tool_overlay.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QPointingDevice>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabletEvent>
#include <QToolButton>

#include <cmath>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr Label kOne{1};
constexpr QSize kSize{320, 240};
constexpr double kRadius = 60;

bool inDisc(QPoint pixel, double radius = kRadius)
{
    return std::hypot(pixel.x() - kSize.width() / 2.0, pixel.y() - kSize.height() / 2.0) < radius;
}

/// A dark disc in the middle of a photograph of skin colour.
void writePhotograph(const QString &path)
{
    QImage image(kSize, QImage::Format_RGB32);
    for (int y = 0; y < kSize.height(); ++y) {
        for (int x = 0; x < kSize.width(); ++x) {
            image.setPixel(x, y, inDisc({x, y}) ? qRgb(90, 60, 50) : qRgb(220, 180, 160));
        }
    }
    QVERIFY(image.save(path));
}

double diceWithDisc(const Mask &mask)
{
    qint64 both = 0;
    qint64 sum = 0;
    for (int y = 0; y < kSize.height(); ++y) {
        for (int x = 0; x < kSize.width(); ++x) {
            const bool found = mask.at({x, y}) == kOne;
            both += found && inDisc({x, y});
            sum += int(found) + int(inDisc({x, y}));
        }
    }
    return sum > 0 ? 2.0 * double(both) / double(sum) : 0;
}

} // namespace

class ToolsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_photo = m_folder->filePath(QStringLiteral("photo.png"));
        writePhotograph(m_photo);
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
        m_studio->window().resize(1280, 800);
        m_studio->workbench().start({m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
        m_studio->window().activateWindow();
        m_studio->canvas().setFocus();
        QTRY_VERIFY(m_studio->window().isActiveWindow());
    }

    void cleanup() { m_studio.reset(); }

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

    void editingStaysInsideTheChosenLabelAndValues()
    {
        document().setLabels(LabelSet::fromNames({QStringLiteral("lesion"), QStringLiteral("scale")}));
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 20);
        m_studio->drag({100, 120}, {220, 120});
        choose("limitInside", QStringLiteral("Only in lesion"));
        key(Qt::Key_2);
        set<QSpinBox>("brushSize", 60);
        m_studio->drag({160, 60}, {160, 180});
        QCOMPARE(mask().at({160, 120}), Label{2});
        QCOMPARE(mask().at({160, 160}), kBackground);
        choose("limitInside", QStringLiteral("Everywhere"));
        m_studio->find<QCheckBox>("limitValues")->click();
        set<QSpinBox>("limitLow", 0);
        set<QSpinBox>("limitHigh", 120);
        m_studio->screenshot(QStringLiteral("tools-limits"));
        set<QSpinBox>("brushSize", 100);
        m_studio->drag({40, 120}, {280, 120});
        QCOMPARE(mask().at({60, 120}), kBackground); // Skin is too bright.
        QCOMPARE(mask().at({160, 150}), Label{2});
    }

    void aLockedLabelStaysUnderEveryTool()
    {
        LabelSet labels = LabelSet::fromNames({QStringLiteral("lesion"), QStringLiteral("ruler")});
        document().setLabels(labels);
        key(Qt::Key_2);
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 12);
        m_studio->drag({120, 120}, {200, 120});
        const qint64 locked = mask().count(Label{2});
        labels.setLocked(Label{2}, true);
        document().setLabels(labels);
        key(Qt::Key_1);
        m_studio->drag({150, 100}, {150, 140});
        m_studio->drag({160, 100}, {160, 140}, Qt::RightButton);
        key(Qt::Key_G);
        set<QSpinBox>("floodTolerance", 20);
        click({160, 90});
        QTRY_VERIFY(mask().count(kOne) > 8000);
        key(Qt::Key_C);
        m_studio->drag({85, 45}, {235, 195});
        QTRY_VERIFY(!tools().jobs().isRunning());
        m_studio->action("actionInvert")->trigger();
        QTRY_VERIFY(!tools().jobs().isRunning());
        QCOMPARE(mask().count(Label{2}), locked);
    }

    void maskCommandsWorkOnTheActiveLabel()
    {
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 40);
        click({100, 100});
        const qint64 dab = mask().count(kOne);
        command("actionGrow", 10);
        QTRY_VERIFY(std::abs(double(mask().count(kOne)) - M_PI * 30 * 30) < 150);
        command("actionShrink", 10);
        QTRY_VERIFY(std::abs(mask().count(kOne) - dab) < 60);
        set<QSpinBox>("brushSize", 5);
        click({200, 100});
        const qint64 both = mask().count(kOne);
        command("actionRemoveSmall", 100);
        QTRY_VERIFY(mask().count(kOne) < both);
        click({200, 100});
        m_studio->action("actionKeepLargest")->trigger();
        QTRY_COMPARE(mask().at({200, 100}), kBackground);
        m_studio->drag({100, 100}, {101, 100}, Qt::RightButton);
        QCOMPARE(mask().at({100, 100}), kBackground);
        m_studio->action("actionFillHoles")->trigger();
        QTRY_COMPARE(mask().at({100, 100}), kOne);
        command("actionSmooth", 3);
        QTRY_VERIFY(!tools().jobs().isRunning());
        const qint64 smooth = mask().count(kOne);
        m_studio->action("actionInvert")->trigger();
        QTRY_COMPARE(mask().count(kOne), kSize.width() * kSize.height() - smooth);
    }

    void labelsAreCombinedByTheDialog()
    {
        document().setLabels(LabelSet::fromNames({QStringLiteral("a"), QStringLiteral("b")}));
        Mask painted(kSize);
        painted.fill({50, 50, 60, 60}, Label{2});
        painted.fill({70, 70, 20, 20}, kOne);
        painted.fill({200, 70, 20, 20}, kOne);
        QVERIFY(document().replaceSlice(0, painted, QStringLiteral("squares"), EditTool::Import));
        combine(1, QStringLiteral("b"));
        QTRY_COMPARE(mask().at({210, 80}), kBackground); // Only what b encloses stays.
        QCOMPARE(mask().at({80, 80}), kOne);
        combine(0, QStringLiteral("b"));
        QTRY_COMPARE(mask().count(kOne), 3600);
        QCOMPARE(mask().count(Label{2}), 0);
    }

    void aVolumeIsPaintedFilledAndInterpolatedThroughItsSlices()
    {
        openVolume();
        const int slice = document().currentSlice();
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 24);
        m_studio->find<QToolButton>("ballBrush")->click();
        const QPoint middle = QRect(QPoint(), document().size()).center();
        click(middle);
        QVERIFY(!mask().isEmpty());
        const qint64 here = mask().count(kOne);
        const qint64 next = document().mask(slice + 1).count(kOne);
        QVERIFY(next > 0 && next < here);
        m_studio->screenshot(QStringLiteral("tools-volume"));
        document().undo(); // One step for all slices.
        QVERIFY(mask().isEmpty() && document().mask(slice + 1).isEmpty());
        m_studio->find<QToolButton>("ballBrush")->click();

        click(middle);
        m_studio->action("actionCopySlice")->trigger();
        QTRY_COMPARE(document().mask(slice + 1), mask());
        document().undo();
        document().setCurrentSlice(slice + 2);
        click(middle);
        m_studio->action("actionInterpolate")->trigger();
        QTRY_VERIFY(document().mask(slice + 1).count(kOne) > 0);
        QCOMPARE(document().mask(slice + 1), mask());

        key(Qt::Key_G);
        m_studio->find<QToolButton>("throughVolume")->click();
        set<QSpinBox>("floodTolerance", 2000);
        click(middle);
        QTRY_VERIFY(document().mask(0).count(kOne) > 0);
        document().undo();
        QVERIFY(document().mask(0).isEmpty());
    }

    void inAVolumeTheRightButtonIsTheWindowsAndMaskCommandsGoThroughAllSlices()
    {
        openVolume();
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 20);
        const QPoint middle = QRect(QPoint(), document().size()).center();
        m_studio->drag(middle, middle + QPoint(5, 5), Qt::RightButton);
        QVERIFY(mask().isEmpty());
        click(middle);
        const int slice = document().currentSlice();
        const double step = document().image().geometry.spacingMm[2];
        m_studio->action("actionAllSlices")->trigger();
        command("actionGrow", step + 1);
        QTRY_VERIFY(!document().mask(slice + 1).isEmpty());
        QVERIFY(!document().mask(slice - 1).isEmpty());
        document().undo();
        QVERIFY(document().mask(slice + 1).isEmpty());
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

private:
    Document &document() { return *m_studio->workbench().document(); }
    const Mask &mask() { return document().currentMask(); }
    ToolController &tools() { return *m_studio->window().findChild<ToolController *>(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(&m_studio->canvas(), key, modifiers);
    }
    void click(QPoint pixel)
    {
        QTest::mouseClick(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at(pixel));
    }
    template <typename Box>
    void set(const char *name, int value)
    {
        auto *box = m_studio->find<Box>(name);
        QVERIFY2(box && box->isVisible(), name);
        box->setValue(value);
    }
    void choose(const char *name, const QString &text)
    {
        auto *box = m_studio->find<QComboBox>(name);
        QVERIFY2(box && box->findText(text) >= 0, qPrintable(text));
        box->setCurrentIndex(box->findText(text));
    }
    QDialog *dialogOf(const char *action)
    {
        m_studio->action(action)->trigger();
        QDialog *dialog = nullptr;
        (void)QTest::qWaitFor(
            [&] { return (dialog = m_studio->find<QDialog>("maskOperationDialog")) && dialog->isVisible(); });
        return dialog;
    }
    void command(const char *action, double amount)
    {
        QDialog *dialog = dialogOf(action);
        QVERIFY(dialog);
        dialog->findChild<QDoubleSpinBox *>(QStringLiteral("maskAmount"))->setValue(amount);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!m_studio->find<QDialog>("maskOperationDialog"));
    }
    void combine(int operation, const QString &other)
    {
        QDialog *dialog = dialogOf("actionCombine");
        QVERIFY(dialog);
        dialog->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/tools-combine.png"));
        dialog->findChild<QComboBox *>(QStringLiteral("maskBoolean"))->setCurrentIndex(operation);
        auto *operand = dialog->findChild<QComboBox *>(QStringLiteral("maskOperand"));
        operand->setCurrentIndex(operand->findText(other));
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!m_studio->find<QDialog>("maskOperationDialog"));
    }
    bool allInDisc()
    {
        for (int y = 0; y < kSize.height(); ++y) {
            for (int x = 0; x < kSize.width(); ++x) {
                if (mask().at({x, y}) != kBackground && !inDisc({x, y}, kRadius + 1)) {
                    return false;
                }
            }
        }
        return true;
    }
    /// Drags a circle around the middle; `dropped` with Escape before letting go.
    void drawRing(double radius, bool dropped)
    {
        const auto at = [radius](int step) {
            const double angle = step * 2 * M_PI / 36;
            return QPoint(int(160 + radius * std::cos(angle)), int(120 + radius * std::sin(angle)));
        };
        QTest::mousePress(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at(at(0)));
        for (int step = 1; step < 36; ++step) {
            QTest::mouseMove(&m_studio->canvas(), m_studio->at(at(step)));
        }
        if (dropped) {
            key(Qt::Key_Escape);
        }
        QTest::mouseRelease(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at(at(35)));
    }
    /// Whether the line from the last anchor follows the picture already.
    bool wayHasCurve()
    {
        QTest::mouseMove(&m_studio->canvas(), m_studio->at({160, 150}));
        QTest::mouseMove(&m_studio->canvas(), m_studio->at({161, 150}));
        const ToolGuide &guide = m_studio->window().findChild<ToolOverlay *>()->guide();
        return !guide.lines.empty() && guide.lines.back().points.size() > 5;
    }
    void openVolume()
    {
        const QString volume = m_folder->filePath(QStringLiteral("abdomen.nii.gz"));
        QVERIFY(QFile::copy(QStringLiteral(VMUNET_RESOURCES "/samples/ct/abdomen.nii.gz"), volume));
        m_studio->workbench().open({volume});
        QVERIFY(m_studio->isShowing(volume));
        document().setCurrentSlice(document().sliceCount() / 2);
        QVERIFY(mask().isEmpty());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_photo;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(ToolsTest)
#include "tools_test.moc"
