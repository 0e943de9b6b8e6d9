// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/studio/studio_fixture.h"
#include "widgets/panels/worklist_panel.h"
#include "widgets/panels/labels_panel.h"

using namespace vmunet;
using namespace vmunet::test;

namespace {

/// A photograph with a dark disc in the middle.
void writePhotograph(const QString &path, QSize size)
{
    writePixels(path, size, [size](int x, int y) {
        const QPoint offset = QPoint(x, y) - QPoint(size.width() / 2, size.height() / 2);
        return offset.manhattanLength() < size.height() / 3 ? qRgb(90, 60, 50) : qRgb(220, 180, 160);
    });
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_photo = m_folder->filePath(QStringLiteral("photo.png"));
        writePhotograph(m_photo, {320, 240});
        m_studio = std::make_unique<Studio>(project());
    }

    void cleanup() { m_studio.reset(); }

    void aPhotographOpensAndIsPaintedAndUndone()
    {
        m_studio->workbench().start({m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
        m_studio->drag({100, 120}, {200, 120});
        QVERIFY(mask().at({150, 120}) == Label{1});
        QTRY_VERIFY(m_studio->workbench().isSaved());
        QVERIFY(m_studio->action("actionUndo")->isEnabled());
        m_studio->action("actionUndo")->trigger();
        QVERIFY(mask().isEmpty());
        m_studio->action("actionRedo")->trigger();
        QVERIFY(!mask().isEmpty());
        m_studio->screenshot(QStringLiteral("main-window-photo"));
    }

    void reopeningBringsTheMaskBack()
    {
        m_studio->workbench().start({m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
        m_studio->drag({100, 120}, {200, 120});
        const Mask painted = mask();
        m_studio->window().close();
        m_studio.reset();
        m_studio = std::make_unique<Studio>(project());
        m_studio->workbench().start({project()});
        QVERIFY(m_studio->isShowing(m_photo));
        QCOMPARE(mask(), painted);
    }

    void keysChooseToolsAndLabels()
    {
        m_studio->workbench().start({m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
        m_studio->workbench().document()->setLabels(LabelSet::synapseOrgans());
        m_studio->window().activateWindow();
        QTest::keyClick(&m_studio->canvas(), Qt::Key_3);
        QCOMPARE(m_studio->window().findChild<LabelsPanel *>()->activeLabel(), Label{3});
        m_studio->drag({100, 120}, {200, 120});
        QCOMPARE(mask().at({150, 120}), Label{3});
        QTest::keyClick(&m_studio->canvas(), Qt::Key_E);
        QVERIFY(m_studio->action("eraserTool")->isChecked());
        m_studio->drag({100, 120}, {200, 120});
        QVERIFY(mask().isEmpty());
    }

    void whatCannotBeReadIsSaidAndTheRestGoesOn()
    {
        const QString broken = m_folder->filePath(QStringLiteral("broken.png"));
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no image");
        file.close();
        m_studio->workbench().start({broken});
        QTRY_VERIFY(m_studio->said(QStringLiteral("broken.png")));
        m_studio->workbench().open({m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
    }

    void aProjectThatIsNoneIsSaidAndPhotographsStillOpen()
    {
        const QString other = m_folder->filePath(QStringLiteral("other.vmunet"));
        QFile file(other);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(5000, 'x'));
        file.close();
        m_studio->workbench().start({other, m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
        QVERIFY(m_studio->said(QStringLiteral("other.vmunet")));
        QCOMPARE(QFileInfo(other).size(), 5000);
    }

    void approvingMarksTheImageAndGoesOn()
    {
        const QString second = m_folder->filePath(QStringLiteral("second.png"));
        writePhotograph(second, {100, 100});
        m_studio->workbench().start({m_photo, second});
        QVERIFY(m_studio->isShowing(m_photo));
        m_studio->drag({100, 120}, {200, 120});
        m_studio->action("actionApprove")->trigger();
        QVERIFY(m_studio->isShowing(second));
        QTRY_VERIFY(m_studio->workbench().isSaved());
        m_studio->screenshot(QStringLiteral("main-window-approved"));
    }

    void anotherProjectsImagesReplaceTheList()
    {
        m_studio->workbench().start({m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
        const auto &list = m_studio->window().findChild<WorklistPanel *>()->model();
        QTRY_COMPARE(list.rowCount(), 1);
        m_studio->workbench().openProject(m_folder->filePath(QStringLiteral("other.vmunet")));
        QTRY_VERIFY(m_studio->workbench().session().isOpen()
            && m_studio->workbench().projectPath().endsWith(QLatin1String("other.vmunet")));
        QTRY_COMPARE(list.rowCount(), 0);
    }

    void everyActionHasATipAndEveryButtonAName()
    {
        for (const QAction *action : m_studio->window().findChildren<QAction *>()) {
            if (action->objectName().startsWith(QLatin1String("action"))
                || action->objectName().endsWith(QLatin1String("Tool"))) {
                QVERIFY2(!action->statusTip().isEmpty(), qPrintable(action->objectName()));
                QVERIFY2(!action->toolTip().isEmpty(), qPrintable(action->objectName()));
            }
        }
    }

private:
    QString project() const { return m_folder->filePath(QStringLiteral("test.vmunet")); }
    const Mask &mask() { return m_studio->workbench().document()->currentMask(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_photo;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
