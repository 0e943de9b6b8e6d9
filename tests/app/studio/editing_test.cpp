// SPDX-License-Identifier: GPL-3.0-or-later
// History and labels in the real window, with mouse and keys.
#include "app/studio/label_controller.h"
#include "core/annotation/common_structures.h"
#include "tests/app/studio/studio_fixture.h"
#include "widgets/panels/history_panel.h"
#include "widgets/panels/labels_panel.h"

#include <QDockWidget>
#include <QLineEdit>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QTreeView>

using namespace vmunet;
using namespace vmunet::test;

namespace {

void writePhotograph(const QString &path, QSize size)
{
    writePixels(path, size, [](int x, int y) { return qRgb(200 + x % 40, 170 + y % 30, 150); });
}

} // namespace

class EditingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_photo = m_folder->filePath(QStringLiteral("photo.png"));
        m_other = m_folder->filePath(QStringLiteral("second.png"));
        writePhotograph(m_photo, {320, 240});
        writePhotograph(m_other, {100, 100});
        start({m_photo, m_other});
    }

    void cleanup() { m_studio.reset(); }

    void aClickInTheHistoryGoesThere()
    {
        std::vector<Mask> states{mask()};
        for (int i = 0; i < 6; ++i) {
            m_studio->drag({40 + 30 * i, 60}, {60 + 30 * i, 180});
            states.push_back(mask());
        }
        m_studio->find<QDockWidget>("historyDock")->raise();
        QTest::qWait(0);
        QCOMPARE(history()->model()->rowCount(), 7);
        m_studio->screenshot(QStringLiteral("history"));
        const QRect third = history()->visualRect(history()->model()->index(3, 0));
        QTest::mouseClick(history()->viewport(), Qt::LeftButton, {}, third.center());
        QTRY_COMPARE(mask(), states[3]);
        QCOMPARE(document().history().index(), 3);
        history()->setFocus();
        QTest::keyClick(history(), Qt::Key_Home);
        QTest::keyClick(history(), Qt::Key_Return);
        QTRY_COMPARE(mask(), states[0]);
        QTRY_VERIFY(!m_studio->action("actionUndo")->isEnabled());
        QTest::keyClick(history(), Qt::Key_End);
        QTest::keyClick(history(), Qt::Key_Return);
        QTRY_COMPARE(mask(), states[6]);
    }

    void theMemoryOfTheHistoryIsBounded()
    {
        for (int i = 0; i < 5; ++i) {
            m_studio->drag({40 + 30 * i, 60}, {60 + 30 * i, 180});
        }
        auto *box = m_studio->find<QSpinBox>("historyLimit");
        box->setValue(16);
        QCOMPARE(document().history().count(), 5); // Strokes are small.
        QCOMPARE(QSettings().value(QStringLiteral("history/limitMiB")).toInt(), 16);
        QVERIFY(document().history().bytes() < 16 << 10);
    }

    void theHistorySurvivesChangingTheImage()
    {
        m_studio->drag({40, 60}, {60, 180});
        m_studio->drag({140, 60}, {160, 180});
        const Mask painted = mask();
        QTest::keyClick(&m_studio->canvas(), Qt::Key_Z, Qt::ControlModifier);
        const Mask undone = mask();
        m_studio->workbench().showImage(m_other);
        QVERIFY(m_studio->isShowing(m_other));
        m_studio->workbench().showImage(m_photo);
        QVERIFY(m_studio->isShowing(m_photo));
        QTRY_COMPARE(document().history().count(), 2);
        QCOMPARE(mask(), undone);
        m_studio->action("actionRedo")->trigger();
        QCOMPARE(mask(), painted);
    }

    void undoAndRedoSurviveARestart()
    {
        m_studio->drag({40, 60}, {60, 180});
        const Mask first = mask();
        m_studio->drag({140, 60}, {160, 180});
        const Mask second = mask();
        m_studio->action("actionUndo")->trigger();
        m_studio->window().close();
        m_studio.reset();
        start({m_photo});
        QTRY_VERIFY(m_studio->action("actionRedo")->isEnabled());
        QCOMPARE(mask(), first);
        m_studio->action("actionRedo")->trigger();
        QCOMPARE(mask(), second);
        m_studio->action("actionUndo")->trigger();
        m_studio->action("actionUndo")->trigger();
        QVERIFY(mask().isEmpty());
    }

    void aPaintedLabelIsRemovedAfterAQuestionAndComesBackWithUndo()
    {
        document().setLabels(LabelSet::acdcHeart());
        m_studio->drag({40, 60}, {60, 180});
        panel().activateRow(1);
        m_studio->drag({140, 60}, {160, 180});
        const Mask painted = mask();
        m_studio->find<QToolButton>("removeLabel")->click();
        auto *question = m_studio->find<QMessageBox>("removeLabelQuestion");
        QVERIFY(question);
        question->reject();
        QCOMPARE(panel().labels(), LabelSet::acdcHeart());
        QTRY_VERIFY(!m_studio->find<QMessageBox>("removeLabelQuestion"));

        m_studio->find<QToolButton>("removeLabel")->click();
        question = m_studio->find<QMessageBox>("removeLabelQuestion");
        question->findChild<QPushButton *>(QStringLiteral("confirmRemoval"))->click();
        QVERIFY(!document().labels().find(Label{2}));
        QCOMPARE(mask().count(Label{2}), 0);
        QVERIFY(mask().count(Label{1}) > 0);
        m_studio->action("actionUndo")->trigger();
        QCOMPARE(mask(), painted);
        QVERIFY(document().labels().find(Label{2}));
        QVERIFY(panel().labels().find(Label{2}));
    }

    void anUnusedLabelGoesAtOnceEvenIfLocked()
    {
        LabelSet labels = LabelSet::acdcHeart();
        labels.setLocked(Label{3}, true);
        document().setLabels(labels);
        panel().activateRow(2);
        m_studio->find<QToolButton>("removeLabel")->click();
        QVERIFY(!m_studio->find<QMessageBox>("removeLabelQuestion"));
        QVERIFY(!document().labels().find(Label{3}));
    }

    void f2RenamesTheLabelThatHasTheFocus()
    {
        m_studio->window().activateWindow();
        auto *list = m_studio->find<QTreeView>("labelList");
        list->setFocus();
        QTest::keyClick(list, Qt::Key_F2);
        auto *editor = list->findChild<QLineEdit *>();
        QVERIFY(editor);
        QTest::keyClicks(editor, QStringLiteral("Naevus"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(document().labels().labels().front().name, QStringLiteral("Naevus"));
    }

    void labelsAreKeptInTheProject()
    {
        document().setLabels(LabelSet::acdcHeart());
        panel().activateRow(2);
        m_studio->find<QToolButton>("moveLabelUp")->click();
        panel().setActiveLabel(Label{1});
        m_studio->find<QToolButton>("removeLabel")->click();
        LabelSet coded = document().labels();
        const CodedStructure *heart = findStructure(QStringLiteral("Heart"));
        coded.setCodes(Label{2}, heart->category, heart->type);
        document().setLabels(coded);
        const LabelSet edited = document().labels();
        QCOMPARE(edited.labels().size(), size_t(2));
        m_studio->window().close();
        m_studio.reset();
        start({m_photo});
        QCOMPARE(document().labels(), edited);
    }

    void anImportedSetKeepsLabelsWithPixels()
    {
        document().setLabels(LabelSet::synapseOrgans());
        panel().activateRow(5);
        m_studio->drag({40, 60}, {60, 180});
        m_studio->find<QAction>("presetAcdc")->trigger();
        QCOMPARE(document().labels().labels().size(), size_t(4));
        QCOMPARE(document().labels().labels().back().name, QStringLiteral("Pancreas"));
        QCOMPARE(document().labels().find(Label{2})->name, QStringLiteral("Myocardium"));
        m_studio->screenshot(QStringLiteral("labels"));
    }

private:
    void start(const QStringList &paths)
    {
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
        m_studio->workbench().start(paths);
        QVERIFY(m_studio->isShowing(m_photo));
    }

    Document &document() { return *m_studio->workbench().document(); }
    const Mask &mask() { return document().currentMask(); }
    LabelsPanel &panel() { return *m_studio->window().findChild<LabelsPanel *>(); }
    QListView *history() { return m_studio->find<QListView>("historyList"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_photo;
    QString m_other;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(EditingTest)
#include "editing_test.moc"
