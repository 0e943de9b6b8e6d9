// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/labels_panel.h"

#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace vmunet;

class LabelsPanelTest : public QObject {
    Q_OBJECT

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
