// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/labels_panel.h"

#include "widgets/dialogs/label_codes_dialog.h"

#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace vmunet;

class LabelsPanelTest : public QObject {
    Q_OBJECT

    static QToolButton *button(LabelsPanel &panel, const char *name)
    {
        return panel.findChild<QToolButton *>(QLatin1String(name));
    }

private Q_SLOTS:
    void theFirstLabelIsActiveAtFirstAndStaysActiveIfKept()
    {
        LabelsPanel panel;
        panel.setLabels(LabelSet::synapseOrgans());
        QCOMPARE(panel.activeLabel(), Label{1});
        panel.activateRow(4);
        QCOMPARE(panel.activeLabel(), Label{5});
        LabelSet renamed = panel.labels();
        renamed.rename(Label{2}, QStringLiteral("GB"));
        panel.setLabels(renamed);
        QCOMPARE(panel.activeLabel(), Label{5});
        panel.setLabels(LabelSet::lesion());
        QCOMPARE(panel.activeLabel(), Label{1});
    }

    void aRowThatIsNotThereChangesNothing()
    {
        LabelsPanel panel;
        panel.setLabels(LabelSet::lesion());
        QSignalSpy changed(&panel, &LabelsPanel::activeLabelChanged);
        panel.activateRow(7);
        QCOMPARE(panel.activeLabel(), Label{1});
        QCOMPARE(changed.count(), 0);
    }

    void clickingEyeAndLockEditsTheSet()
    {
        LabelsPanel panel;
        panel.resize(240, 300);
        panel.setLabels(LabelSet::synapseOrgans());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QSignalSpy edited(&panel, &LabelsPanel::labelsEdited);
        auto *view = panel.findChild<QTreeView *>(QStringLiteral("labelList"));
        for (const int column : {LabelModel::Visible, LabelModel::Locked}) {
            const QRect cell = view->visualRect(view->model()->index(1, column));
            QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, cell.center());
        }
        QCOMPARE(edited.count(), 2);
        const LabelInfo *info = panel.labels().find(Label{2});
        QVERIFY(!info->visible);
        QVERIFY(info->locked);
    }

    void structuresAreAddedMovedAndAskedToGo()
    {
        LabelsPanel panel;
        panel.setLabels(LabelSet::acdcHeart());
        QSignalSpy edited(&panel, &LabelsPanel::labelsEdited);
        QSignalSpy removal(&panel, &LabelsPanel::removalRequested);
        panel.activateRow(1);
        button(panel, "moveLabelUp")->click();
        QCOMPARE(panel.labels().labels().front().label, Label{2});
        QCOMPARE(panel.activeLabel(), Label{2});
        QVERIFY(!button(panel, "moveLabelUp")->isEnabled());
        button(panel, "moveLabelDown")->click();
        QCOMPARE(panel.labels(), LabelSet::acdcHeart());
        button(panel, "addLabel")->click();
        QCOMPARE(panel.activeLabel(), Label{4});
        QCOMPARE(edited.count(), 3);
        button(panel, "removeLabel")->click();
        QCOMPARE(removal.last().first().value<Label>(), Label{4});
        QCOMPARE(panel.labels().labels().size(), size_t(4)); // Its owner decides.
        panel.setLabels(LabelSet::lesion());
        QVERIFY(!button(panel, "removeLabel")->isEnabled());
    }

    void theListIsWorkedByKeys()
    {
        LabelsPanel panel;
        panel.resize(240, 300);
        panel.setLabels(LabelSet::acdcHeart());
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        panel.activateWindow();
        auto *view = panel.findChild<QTreeView *>(QStringLiteral("labelList"));
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(panel.activeLabel(), Label{2});
        QTest::keyClick(view, Qt::Key_Space);
        QVERIFY(!panel.labels().find(Label{2})->visible);
        QTest::keyClick(view, Qt::Key_Down, Qt::AltModifier);
        QCOMPARE(panel.labels().labels()[2].label, Label{2});
        QSignalSpy removal(&panel, &LabelsPanel::removalRequested);
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(removal.count(), 1);
        QTest::keyClick(view, Qt::Key_F2);
        auto *editor = view->findChild<QLineEdit *>();
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("Muscle"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(panel.labels().find(Label{2})->name, QStringLiteral("Muscle"));
    }

    void codesAreChosenByNameOrTyped()
    {
        LabelsPanel panel;
        panel.setLabels(LabelSet::synapseOrgans());
        panel.activateRow(4);
        panel.show();
        panel.findChild<QAction *>(QStringLiteral("codeLabel"))->trigger();
        auto *dialog = panel.findChild<LabelCodesDialog *>();
        QVERIFY(dialog);
        auto *structures = dialog->findChild<QComboBox *>(QStringLiteral("structures"));
        QCOMPARE(structures->currentText(), QStringLiteral("Liver")); // By the label's name.
        QVERIFY(dialog->type().isNull());
        QTest::keyClicks(structures, QStringLiteral("Sple"));
        QTest::keyClick(structures, Qt::Key_Return);
        structures->activated(structures->currentIndex());
        QCOMPARE(dialog->type().value, QStringLiteral("78961009"));
        auto *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
        QVERIFY(ok->isEnabled());
        auto *meaning = dialog->findChild<QLineEdit *>(QStringLiteral("typeMeaning"));
        meaning->clear();
        QVERIFY(!ok->isEnabled());
        QTest::keyClicks(meaning, QStringLiteral("My spleen"));
        QSignalSpy edited(&panel, &LabelsPanel::labelsEdited);
        QDir().mkpath(QStringLiteral(VMUNET_TEST_OUTPUT));
        dialog->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/label-codes.png"));
        ok->click();
        QCOMPARE(edited.count(), 1);
        QCOMPARE(panel.labels().find(Label{5})->type.meaning, QStringLiteral("My spleen"));
        QCOMPARE(panel.labels().find(Label{5})->category.value, QStringLiteral("91723000"));
    }

    void presetsAndFilesAreAskedFor()
    {
        LabelsPanel panel;
        panel.setLabels(LabelSet::lesion());
        QSignalSpy preset(&panel, &LabelsPanel::presetChosen);
        panel.findChild<QAction *>(QStringLiteral("presetAcdc"))->trigger();
        QCOMPARE(preset.last().first().value<LabelSet>(), LabelSet::acdcHeart());
        QSignalSpy imported(&panel, &LabelsPanel::importRequested);
        QSignalSpy exported(&panel, &LabelsPanel::exportRequested);
        panel.findChild<QAction *>(QStringLiteral("importLabels"))->trigger();
        panel.findChild<QAction *>(QStringLiteral("exportLabels"))->trigger();
        QCOMPARE(imported.count() + exported.count(), 2);
    }

    void aNameMayNotBeEmpty()
    {
        LabelModel model;
        model.setLabels(LabelSet::lesion());
        const QModelIndex name = model.index(0, LabelModel::Name);
        QVERIFY(!model.setData(name, QStringLiteral("  "), Qt::EditRole));
        QVERIFY(model.setData(name, QStringLiteral(" Naevus "), Qt::EditRole));
        QCOMPARE(model.labels().labels().front().name, QStringLiteral("Naevus"));
    }
};

QTEST_MAIN(LabelsPanelTest)
#include "labels_panel_test.moc"
