// SPDX-License-Identifier: GPL-3.0-or-later
// Mask commands, limits of editing and volumes, driven by mouse and keyboard on the real window.
#include "tests/app/studio/tool_driver.h"

#include <QToolButton>

using namespace vmunet;
using namespace vmunet::test;

class MaskCommandsTest : public QObject, private ToolDriver {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }
    void init() { openPhotograph(); }
    void cleanup() { close(); }

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
        const int height = m_studio->window().height();
        QVERIFY2(height <= 800, qPrintable(QString::number(height))); // All of it fits a small screen.
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

    void aBallOrASquareIsErasedFromAVolumeAndARangeTakenThroughIt()
    {
        openVolume();
        const int slice = document().currentSlice();
        Mask full(document().size());
        full.fill(full.rect(), kOne);
        document().restore(std::vector<Mask>(size_t(document().sliceCount()), full));
        key(Qt::Key_E);
        set<QSpinBox>("brushSize", 24);
        const QPoint middle = full.rect().center();
        click(middle);
        QVERIFY(mask().count(kBackground) > 0);
        QCOMPARE(document().mask(slice + 1), full);
        document().undo();
        m_studio->find<QToolButton>("squareBrush")->click();
        click(middle);
        QVERIFY(std::abs(mask().count(kBackground) - 24 * 24) <= 48);
        document().undo();
        m_studio->find<QToolButton>("squareBrush")->click();
        m_studio->find<QToolButton>("ballBrush")->click();
        click(middle);
        const qint64 next = document().mask(slice + 1).count(kBackground);
        QVERIFY(next > 0 && next < mask().count(kBackground));
        document().undo();
        QCOMPARE(document().mask(slice + 1), full);
        m_studio->find<QToolButton>("ballBrush")->click();

        document().restore(std::vector<Mask>(size_t(document().sliceCount()), Mask(document().size())));
        key(Qt::Key_T);
        set<QSpinBox>("rangeLow", 20);
        set<QSpinBox>("rangeHigh", 200);
        key(Qt::Key_Return);
        QTRY_VERIFY(!mask().isEmpty());
        QVERIFY(document().mask(slice + 1).isEmpty());
        document().undo();
        m_studio->find<QToolButton>("throughVolume")->click();
        key(Qt::Key_Return);
        QTRY_VERIFY(!document().mask(slice + 1).isEmpty());
        QVERIFY(!document().mask(slice - 1).isEmpty());
        document().undo(); // One step for all slices.
        QVERIFY(mask().isEmpty() && document().mask(slice + 1).isEmpty());
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
};

QTEST_MAIN(MaskCommandsTest)
#include "mask_commands_test.moc"
