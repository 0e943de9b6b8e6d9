// SPDX-License-Identifier: GPL-3.0-or-later
// The list of labels in the real window: order by dragging, keys 1 to 9, hidden and locked, sets as files.
#include "app/studio/label_controller.h"
#include "tests/app/studio/tool_driver.h"
#include "widgets/panels/labels_panel.h"

#include <QDockWidget>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QToolButton>
#include <QTreeView>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr Label kTwo{2};

LabelSet nineLabels()
{
    QStringList names;
    for (int i = 1; i <= 9; ++i) {
        names.append(QStringLiteral("part %1").arg(i));
    }
    return LabelSet::fromNames(names);
}

} // namespace

class LabelsTest : public QObject, private ToolDriver {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }
    void init()
    {
        openPhotograph();
        document().setLabels(nineLabels());
    }
    void cleanup() { close(); }

    void aDraggedRowIsPutBetweenOthersAndItsKeyFollows_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("before"); // The row that it is dropped above; 9 is below the last.
        QTest::addColumn<int>("after");
        QTest::newRow("down") << 1 << 5 << 4;
        QTest::newRow("up") << 6 << 0 << 0;
        QTest::newRow("to the end") << 2 << 9 << 8;
        QTest::newRow("where it was") << 3 << 4 << 3;
    }

    void aDraggedRowIsPutBetweenOthersAndItsKeyFollows()
    {
        QFETCH(int, from);
        QFETCH(int, before);
        QFETCH(int, after);
        const Label dragged = document().labels().labels()[size_t(from)].label;
        dragRow(from, before);
        QCOMPARE(document().labels().labels()[size_t(after)].label, dragged);
        QCOMPARE(document().labels().labels().size(), size_t(9));
        QCOMPARE(panel().activeLabel(), dragged);
        QCOMPARE(list().currentIndex().row(), after);
        key(after == 0 ? Qt::Key_2 : Qt::Key_1);
        QVERIFY(panel().activeLabel() != dragged);
        key(Qt::Key(Qt::Key_1 + after));
        QCOMPARE(panel().activeLabel(), dragged);
    }

    void theKeysOneToNineChooseWhatIsPainted()
    {
        key(Qt::Key_B);
        set<QSpinBox>("brushSize", 10);
        for (int i = 8; i >= 0; --i) {
            key(Qt::Key(Qt::Key_1 + i));
            click({30 + 30 * i, 40});
            QCOMPARE(mask().at({30 + 30 * i, 40}), Label(i + 1));
            QCOMPARE(list().currentIndex().row(), i);
        }
        document().setLabels(LabelSet::lesion());
        key(Qt::Key_5); // No such row.
        QCOMPARE(panel().activeLabel(), kOne);
        m_studio->screenshot(QStringLiteral("labels-nine"));
    }

    void aHiddenLabelIsNotShownAndStaysInTheMask()
    {
        key(Qt::Key_B);
        m_studio->drag({100, 120}, {200, 120});
        const Mask painted = mask();
        const QImage shown = m_studio->canvas().grab().toImage();
        clickCell(0, LabelModel::Visible);
        QVERIFY(!document().labels().find(kOne)->visible);
        m_studio->screenshot(QStringLiteral("labels-hidden"));
        const QPoint middle = m_studio->at({150, 120});
        const QImage hidden = m_studio->canvas().grab().toImage();
        QVERIFY(hidden.pixel(middle) != shown.pixel(middle));
        QCOMPARE(QColor(hidden.pixel(middle)), QColor(90, 60, 50)); // The photograph itself.
        QCOMPARE(mask(), painted);
        list().setFocus();
        QTest::keyClick(&list(), Qt::Key_Space);
        QVERIFY(document().labels().find(kOne)->visible);
        QCOMPARE(m_studio->canvas().grab().toImage().pixel(middle), shown.pixel(middle));
    }

    void aLockedLabelIsNotPaintedOver()
    {
        key(Qt::Key_B);
        m_studio->drag({100, 120}, {200, 120});
        const qint64 painted = mask().count(kOne);
        clickCell(0, LabelModel::Locked);
        QVERIFY(document().labels().find(kOne)->locked);
        key(Qt::Key_2);
        m_studio->drag({150, 60}, {150, 180});
        QCOMPARE(mask().count(kOne), painted);
        QVERIFY(mask().count(kTwo) > 0);
        clickCell(0, LabelModel::Locked);
        key(Qt::Key_2);
        m_studio->drag({150, 60}, {150, 180});
        QVERIFY(mask().count(kOne) < painted);
    }

    void aSetTravelsAsAFile()
    {
        clickCell(3, LabelModel::Locked);
        dragRow(8, 0);
        const LabelSet exported = document().labels();
        const QString file = m_folder->filePath(QStringLiteral("set.json"));
        chooseFile("exportLabels", file);
        QTRY_VERIFY(QFile::exists(file));
        document().setLabels(LabelSet::lesion());
        chooseFile("importLabels", file);
        QTRY_COMPARE(document().labels(), exported);
        QCOMPARE(panel().labels(), exported);
    }

    void aFileThatIsNoSetIsSaidAndChangesNothing()
    {
        const QString file = m_folder->filePath(QStringLiteral("broken.json"));
        QFile broken(file);
        QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write("{\"labels\": 7}") > 0);
        broken.close();
        const LabelSet before = document().labels();
        chooseFile("importLabels", file);
        auto *messages = m_studio->find<MessageBar>("messageBar");
        while (!messages->isHidden() && !messages->text().contains(QStringLiteral("broken.json"))) {
            messages->dismiss(); // Others wait before it.
        }
        QVERIFY(!messages->isHidden());
        QCOMPARE(document().labels(), before);
    }

private:
    LabelsPanel &panel() { return *m_studio->window().findChild<LabelsPanel *>(); }
    QTreeView &list() { return *m_studio->find<QTreeView>("labelList"); }

    QRect cell(int row, int column)
    {
        const QModelIndex index = list().model()->index(row, column);
        list().scrollTo(index);
        return list().visualRect(index);
    }

    void clickCell(int row, int column)
    {
        QTest::mouseClick(list().viewport(), Qt::LeftButton, Qt::NoModifier, cell(row, column).center());
    }

    /// As a drag ends in the list; beginning one is the list's own, and needs a window system.
    void dragRow(int from, int before)
    {
        for (auto *dock : m_studio->window().findChildren<QDockWidget *>()) {
            dock->setVisible(dock->objectName() == QLatin1String("labelsDock")); // Room for all rows.
        }
        m_studio->window().resize(1280, 1100);
        QTest::qWait(0);
        clickCell(from, LabelModel::Name);
        const QModelIndex dragged = list().model()->index(from, LabelModel::Name);
        QVERIFY(list().dragEnabled() && dragged.flags().testFlag(Qt::ItemIsDragEnabled));
        const std::unique_ptr<QMimeData> data(list().model()->mimeData({dragged}));
        const bool atEnd = before == list().model()->rowCount();
        const QPoint target = atEnd ? cell(before - 1, LabelModel::Name).bottomLeft() + QPoint(8, 20)
                                    : cell(before, LabelModel::Name).topLeft() + QPoint(8, 1);
        QVERIFY(list().viewport()->rect().contains(target));
        QDragEnterEvent enter(target, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QDragMoveEvent move(target, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        QDropEvent drop(target, Qt::MoveAction, data.get(), Qt::LeftButton, Qt::NoModifier);
        for (QEvent *event :
            {static_cast<QEvent *>(&enter), static_cast<QEvent *>(&move), static_cast<QEvent *>(&drop)}) {
            QCoreApplication::sendEvent(list().viewport(), event);
            QVERIFY(event->isAccepted());
        }
    }

    void chooseFile(const char *action, const QString &path)
    {
        m_studio->find<QAction>(action)->trigger();
        QFileDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_studio->window().findChild<QFileDialog *>()) && dialog->isVisible());
        auto *name = dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"));
        name->setText(path);
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(!m_studio->window().findChild<QFileDialog *>());
    }
};

QTEST_MAIN(LabelsTest)
#include "labels_test.moc"
