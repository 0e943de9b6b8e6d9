// SPDX-License-Identifier: GPL-3.0-or-later
// What holds for every command of the Mask menu, given by its key on the real window: one undo step, locked labels,
// limits of editing, one slice or all.
#include "core/editing/brush.h"
#include "tests/app/studio/tool_driver.h"

#include <QToolButton>

#include <functional>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr Label kTwo{2};

struct Command {
    const char *name;
    Qt::Key key; ///< With Shift.
    const char *amount = nullptr; ///< Typed into its dialog; null where it has none.
};

const std::vector<Command> &commands()
{
    static const std::vector<Command> all{{"grow", Qt::Key_G, "4"}, {"shrink", Qt::Key_H, "4"},
        {"smooth", Qt::Key_M, "3"}, {"fill holes", Qt::Key_F}, {"remove small parts", Qt::Key_R, "60"},
        {"keep largest", Qt::Key_K}, {"invert", Qt::Key_I}, {"combine", Qt::Key_C, ""}};
    return all;
}

/// A disc with a hole, a spike and a small part apart, another label inside and beside it.
Mask drawing(QSize size)
{
    Mask mask(size);
    const QPointF middle(size.width() / 2.0, size.height() / 2.0);
    paintSegment(mask, middle, middle, 100, {.label = kOne});
    paintSegment(mask, middle, middle - QPointF(80, 0), 3, {.label = kOne});
    paintSegment(mask, middle, middle, 12, {.label = kBackground});
    mask.fill(QRect(middle.toPoint() + QPoint(20, -20), QSize(14, 40)), kTwo);
    mask.fill(QRect(middle.toPoint() + QPoint(48, -20), QSize(20, 40)), kTwo);
    mask.fill({4, 4, 5, 5}, kOne);
    return mask;
}

} // namespace

class MaskRulesTest : public QObject, private ToolDriver {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        openPhotograph();
    }
    void cleanupTestCase() { close(); }

    void init()
    {
        if (m_studio->workbench().imagePath() != m_photo) {
            m_studio->workbench().showImage(m_photo);
            QVERIFY(m_studio->isShowing(m_photo));
        }
        choose("limitInside", QStringLiteral("Everywhere"));
        m_studio->find<QCheckBox>("limitValues")->setChecked(false);
        document().setLabels(LabelSet::fromNames({QStringLiteral("lesion"), QStringLiteral("scale")}));
        key(Qt::Key_1);
        document().restore({drawing(kSize)});
    }

    void aCommandMakesOneStepThatIsTakenBackAndDoneAgain_data() { listCommands(); }
    void aCommandMakesOneStepThatIsTakenBackAndDoneAgain()
    {
        run();
        const Mask after = mask();
        QVERIFY(after != drawing(kSize));
        QCOMPARE(document().history().count(), 1);
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(mask(), drawing(kSize));
        key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(mask(), after);
    }

    void aLockedLabelStays_data() { listCommands(); }
    void aLockedLabelStays()
    {
        LabelSet labels = document().labels();
        labels.setLocked(kTwo, true);
        document().setLabels(labels);
        run();
        QVERIFY(onlyChanges([drawn = drawing(kSize)](QPoint pixel) { return drawn.at(pixel) != kTwo; }));
    }

    void aLockedLabelDoesNotShrinkByItsOwnCommands_data() { listCommands(); }
    void aLockedLabelDoesNotShrinkByItsOwnCommands()
    {
        LabelSet labels = document().labels();
        labels.setLocked(kOne, true);
        document().setLabels(labels);
        run();
        QVERIFY(onlyChanges([drawn = drawing(kSize)](QPoint pixel) { return drawn.at(pixel) != kOne; }));
    }

    void onlyWhereEditingIsAllowedSomethingChanges_data() { listCommands(); }
    void onlyWhereEditingIsAllowedSomethingChanges()
    {
        const Mask before = mask();
        choose("limitInside", QStringLiteral("Only in scale"));
        run();
        QVERIFY(onlyChanges([&before](QPoint pixel) { return before.at(pixel) == kTwo; }));
        document().restore({before});
        choose("limitInside", QStringLiteral("Only unlabelled"));
        run();
        QVERIFY(onlyChanges([&before](QPoint pixel) { return before.at(pixel) == kBackground; }));
        document().restore({before});
        choose("limitInside", QStringLiteral("Everywhere"));
        m_studio->find<QCheckBox>("limitValues")->setChecked(true);
        set<QSpinBox>("limitLow", 0);
        set<QSpinBox>("limitHigh", 120); // The dark disc.
        run();
        QVERIFY(onlyChanges([](QPoint pixel) { return inDisc(pixel, kRadius + 1); }));
    }

    void ofAVolumeOneSliceOrAllAreChanged_data() { listCommands(); }
    void ofAVolumeOneSliceOrAllAreChanged()
    {
        showVolume();
        const int slice = document().currentSlice();
        std::vector<Mask> masks(size_t(document().sliceCount()), Mask(document().size()));
        masks[size_t(slice)] = masks[size_t(slice + 1)] = drawing(document().size());
        document().restore(masks);
        run();
        QVERIFY(document().mask(slice) != masks[size_t(slice)]);
        QCOMPARE(document().mask(slice + 1), masks[size_t(slice + 1)]);
        document().restore(masks);
        m_studio->action("actionAllSlices")->setChecked(true);
        run();
        m_studio->action("actionAllSlices")->setChecked(false);
        // Two slices of a volume enclose nothing: a hole that is open above and below is no hole.
        const bool changes = qstrcmp(command().name, "fill holes") != 0;
        QCOMPARE(document().mask(slice + 1) != masks[size_t(slice + 1)], changes);
    }

    void theSliceInSightIsCopiedWhateverAllSlicesSays()
    {
        showVolume();
        const int slice = document().currentSlice();
        std::vector<Mask> masks(size_t(document().sliceCount()), Mask(document().size()));
        masks[0].fill({0, 0, 9, 9}, kOne);
        masks[size_t(slice)] = drawing(document().size());
        document().restore(masks);
        for (const bool all : {false, true}) {
            m_studio->action("actionAllSlices")->setChecked(all);
            key(Qt::Key_D, Qt::ShiftModifier);
            QTRY_COMPARE(document().mask(slice + 1).count(kOne), masks[size_t(slice)].count(kOne));
            QCOMPARE(document().mask(slice + 1).at({2, 2}), kBackground);
            document().undo();
        }
        m_studio->action("actionAllSlices")->setChecked(false);
        document().setCurrentSlice(document().sliceCount() - 1);
        key(Qt::Key_B);
        click({60, 60});
        const quint64 painted = document().revision();
        key(Qt::Key_D, Qt::ShiftModifier); // There is no next slice.
        QTRY_VERIFY(!tools().jobs().isRunning());
        QCOMPARE(document().revision(), painted);
    }

    void neighbouringSlicesAndTheNetworkAreCombinedWith()
    {
        showVolume();
        const int slice = document().currentSlice();
        const QSize size = document().size();
        std::vector<Mask> masks(size_t(document().sliceCount()), Mask(size));
        masks[size_t(slice - 1)].fill({10, 10, 20, 20}, kOne);
        masks[size_t(slice)].fill({20, 10, 20, 20}, kOne);
        masks[size_t(slice + 1)].fill({60, 60, 5, 5}, kOne);
        document().restore(masks);
        ProbabilityMap network{
            .size = size, .classes = 1, .values = QByteArray(qsizetype(size.width()) * size.height(), char(0))};
        network.values[12 * size.width() + 25] = char(255);
        document().setProbability(slice, network, 0.5);

        combine(1, QStringLiteral("The previous slice"));
        QTRY_COMPARE(mask().count(kOne), 200);
        combine(0, QStringLiteral("The next slice"));
        QTRY_COMPARE(mask().count(kOne), 225);
        combine(2, QStringLiteral("What the network proposed"));
        QTRY_COMPARE(mask().count(kOne), 224);
        QCOMPARE(mask().at({25, 12}), kBackground);
    }

    void withNothingToCombineWithTheDialogSaysSo()
    {
        document().setLabels(LabelSet::lesion());
        QDialog *dialog = dialogOf("actionCombine");
        QVERIFY(dialog);
        m_studio->screenshot(QStringLiteral("mask-combine-nothing"));
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(dialog->isVisible());
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_studio->find<QDialog>("maskOperationDialog"));
        QCOMPARE(mask(), drawing(kSize));
    }

private:
    static void listCommands()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(commands().size()); ++i) {
            QTest::newRow(commands()[size_t(i)].name) << i;
        }
    }

    /// Of the row.
    static const Command &command()
    {
        QFETCH(int, index);
        return commands()[size_t(index)];
    }

    /// By key, and its dialog by keys as well.
    void run()
    {
        m_studio->window().activateWindow(); // A dialog before may have been the active one.
        QTRY_VERIFY(m_studio->window().isActiveWindow());
        m_studio->canvas().setFocus();
        key(command().key, Qt::ShiftModifier);
        if (command().amount) {
            QDialog *dialog = nullptr;
            QTRY_VERIFY((dialog = m_studio->find<QDialog>("maskOperationDialog")) && dialog->isVisible());
            if (auto *amount = dialog->findChild<QDoubleSpinBox *>(QStringLiteral("maskAmount"))) {
                amount->selectAll();
                QTest::keyClicks(amount, QLatin1String(command().amount));
            }
            QTest::keyClick(dialog, Qt::Key_Return);
            QTRY_VERIFY(!m_studio->find<QDialog>("maskOperationDialog"));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!tools().jobs().isRunning(), 20000);
        m_studio->window().activateWindow();
        QTRY_VERIFY(m_studio->window().isActiveWindow());
    }

    bool onlyChanges(const std::function<bool(QPoint)> &allowed)
    {
        const Mask before = drawing(kSize);
        for (int y = 0; y < kSize.height(); ++y) {
            for (int x = 0; x < kSize.width(); ++x) {
                if (mask().at({x, y}) != before.at({x, y}) && !allowed({x, y})) {
                    return false;
                }
            }
        }
        return true;
    }

    void showVolume()
    {
        if (!QFile::exists(m_folder->filePath(QStringLiteral("abdomen.nii.gz")))) {
            openVolume();
        } else {
            m_studio->workbench().showImage(m_folder->filePath(QStringLiteral("abdomen.nii.gz")));
            QVERIFY(m_studio->isShowing(m_folder->filePath(QStringLiteral("abdomen.nii.gz"))));
        }
        document().setLabels(LabelSet::fromNames({QStringLiteral("organ"), QStringLiteral("vessel")}));
        document().setCurrentSlice(document().sliceCount() / 2);
        key(Qt::Key_1);
    }
};

QTEST_MAIN(MaskRulesTest)
#include "mask_rules_test.moc"
