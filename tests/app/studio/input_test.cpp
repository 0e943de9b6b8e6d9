// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and mouse schemes in the real window.
#include "app/studio/input_controller.h"
#include "tests/app/studio/studio_fixture.h"
#include "widgets/dialogs/key_sheet.h"
#include "widgets/panels/labels_panel.h"
#include "widgets/panels/slice_bar.h"
#include "widgets/tools/tool_controller.h"

#include <QMap>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace vmunet;
using namespace vmunet::test;

namespace {

/// An uncompressed NIfTI volume of 16-bit values.
void writeVolume(const QString &path, int side, int slices)
{
    QByteArray header(352, '\0');
    const auto put = [&header](int at, auto value) { memcpy(header.data() + at, &value, sizeof value); };
    put(0, qint32(348));
    const qint16 dim[8] = {3, qint16(side), qint16(side), qint16(slices), 1, 1, 1, 1};
    memcpy(header.data() + 40, dim, sizeof dim);
    put(70, qint16(4)); // int16
    put(72, qint16(16));
    const float pixdim[8] = {1, 1, 1, 2, 0, 0, 0, 0};
    memcpy(header.data() + 76, pixdim, sizeof pixdim);
    put(108, 352.0F);
    put(112, 1.0F);
    memcpy(header.data() + 344, "n+1", 4);
    QByteArray values(qsizetype(side) * side * slices * 2, '\0');
    for (qsizetype i = 0; i < values.size() / 2; ++i) {
        const auto value = qint16(i % 500 - 100);
        memcpy(values.data() + 2 * i, &value, 2);
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(header + values);
}

} // namespace

class InputTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
        m_photo = m_folder->filePath(QStringLiteral("a.png"));
        m_second = m_folder->filePath(QStringLiteral("b.png"));
        m_volume = m_folder->filePath(QStringLiteral("c.nii"));
        for (const QString &path : {m_photo, m_second}) {
            QImage image(320, 240, QImage::Format_RGB32);
            image.fill(qRgb(200, 170, 150));
            QVERIFY(image.save(path));
        }
        writeVolume(m_volume, 64, 12);
        start();
    }

    void cleanup() { m_studio.reset(); }

    void noKeyDoesTwoThingsInAnyScheme()
    {
        QVERIFY(input().bindings().entries().size() > 30);
        for (const SchemeChoice choice : {SchemeChoice::Radiology, SchemeChoice::Photo}) {
            input().choose(choice);
            QMap<QString, QString> users;
            for (const QAction *action : m_studio->window().findChildren<QAction *>()) {
                for (const QKeySequence &key : action->shortcuts()) {
                    if (key.isEmpty() || action->shortcutContext() == Qt::WidgetShortcut) {
                        continue;
                    }
                    QVERIFY2(!users.contains(key.toString()),
                        qPrintable(QStringLiteral("%1: %2 and %3")
                                       .arg(key.toString(), users.value(key.toString()), action->objectName())));
                    users.insert(key.toString(), action->objectName());
                }
            }
        }
    }

    void thePhotoSchemeZoomsAndStepsImages()
    {
        QCOMPARE(input().bindings().scheme(), InputScheme::Photo);
        const double zoom = m_studio->canvas().zoom();
        wheel(1);
        QVERIFY(m_studio->canvas().zoom() > zoom);
        QTest::keyClick(&m_studio->canvas(), Qt::Key_D);
        QVERIFY(m_studio->isShowing(m_second));
        QTest::keyClick(&m_studio->canvas(), Qt::Key_A);
        QVERIFY(m_studio->isShowing(m_photo));
    }

    void theRadiologySchemeStepsSlicesAndDragsTheWindow()
    {
        show(m_volume);
        QCOMPARE(input().bindings().scheme(), InputScheme::Radiology);
        const int slice = document().currentSlice();
        wheel(-1);
        QCOMPARE(document().currentSlice(), slice + 1);
        const double zoom = m_studio->canvas().zoom();
        wheel(1, Qt::ControlModifier);
        QVERIFY(m_studio->canvas().zoom() > zoom);
        QCOMPARE(document().currentSlice(), slice + 1);
        QSignalSpy windowed(&m_studio->canvas(), &ImageCanvas::windowDragged);
        m_studio->drag({10, 10}, {30, 20}, Qt::RightButton);
        QVERIFY(windowed.count() > 0);
    }

    void aChosenSchemeHoldsForEveryImage()
    {
        input().choose(SchemeChoice::Photo);
        show(m_volume);
        const int slice = document().currentSlice();
        const double zoom = m_studio->canvas().zoom();
        wheel(1);
        QCOMPARE(document().currentSlice(), slice);
        QVERIFY(m_studio->canvas().zoom() > zoom);
        wheel(-1, Qt::ControlModifier);
        QCOMPARE(document().currentSlice(), slice + 1);
        QSignalSpy windowed(&m_studio->canvas(), &ImageCanvas::windowDragged);
        m_studio->drag({10, 10}, {30, 20}, Qt::RightButton);
        QCOMPARE(windowed.count(), 0);
    }

    void shiftAndWheelAndBracketsChangeTheBrush()
    {
        auto *tools = m_studio->window().findChild<ToolController *>();
        const double before = tools->brushDiameter();
        wheel(1, Qt::ShiftModifier);
        const double larger = tools->brushDiameter();
        QVERIFY(larger > before);
        wheel(-1, Qt::ShiftModifier);
        QVERIFY(tools->brushDiameter() < larger);
        const double now = tools->brushDiameter();
        QTest::keyClick(&m_studio->canvas(), Qt::Key_BracketRight);
        QVERIFY(tools->brushDiameter() > now);
        QTest::keyClick(&m_studio->canvas(), Qt::Key_BracketLeft);
        QTest::keyClick(&m_studio->canvas(), Qt::Key_BracketLeft);
        QVERIFY(tools->brushDiameter() < now);
    }

    void spaceAndDragMovesTheImage()
    {
        const QPointF before = m_studio->canvas().toView({0, 0});
        QTest::keyPress(&m_studio->canvas(), Qt::Key_Space);
        const QPoint from = m_studio->at({100, 100});
        QTest::mousePress(&m_studio->canvas(), Qt::LeftButton, {}, from);
        QTest::mouseMove(&m_studio->canvas(), from + QPoint(30, 10));
        QTest::mouseRelease(&m_studio->canvas(), Qt::LeftButton, {}, from + QPoint(30, 10));
        QTest::keyRelease(&m_studio->canvas(), Qt::Key_Space);
        QVERIFY(m_studio->canvas().toView({0, 0}) != before);
        QVERIFY(document().currentMask().isEmpty());
    }

    void theMaskIsShownAndHiddenByItsKey()
    {
        QTest::keyClick(&m_studio->canvas(), Qt::Key_M);
        QVERIFY(!m_studio->canvas().isOverlayVisible());
        QTest::keyClick(&m_studio->canvas(), Qt::Key_M);
        QVERIFY(m_studio->canvas().isOverlayVisible());
    }

    void acceptingGoesToTheNextImage()
    {
        m_studio->drag({60, 60}, {120, 100});
        QTest::keyClick(&m_studio->canvas(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(m_studio->isShowing(m_second));
    }

    void changedKeysWorkAndSurviveARestart()
    {
        input().bindings().assign(m_studio->action("eraserTool"), {QKeySequence(Qt::Key_Q)});
        QTest::keyClick(&m_studio->canvas(), Qt::Key_Q);
        QVERIFY(m_studio->action("eraserTool")->isChecked());
        input().choose(SchemeChoice::Radiology);
        m_studio->window().close();
        m_studio.reset();
        start();
        QCOMPARE(input().choice(), SchemeChoice::Radiology);
        input().choose(SchemeChoice::Photo);
        QCOMPARE(m_studio->action("eraserTool")->shortcuts(), QList<QKeySequence>{QKeySequence(Qt::Key_Q)});
    }

    void keysTravelAsAFile()
    {
        const QString path = m_folder->filePath(QStringLiteral("keys.json"));
        input().bindings().assign(m_studio->action("eraserTool"), {QKeySequence(Qt::Key_Q)});
        QVERIFY(input().exportTo(path));
        input().bindings().resetAll();
        QVERIFY(input().importFrom(path));
        QCOMPARE(m_studio->action("eraserTool")->shortcuts(), QList<QKeySequence>{QKeySequence(Qt::Key_Q)});
        QVERIFY(!input().importFrom(m_photo));
        QVERIFY(!input().importFrom(m_folder->filePath(QStringLiteral("none"))));
        QVERIFY(!input().exportTo(m_folder->filePath(QStringLiteral("no/folder"))));
    }

    void f1ShowsTheSheet()
    {
        QTest::keyClick(&m_studio->window(), Qt::Key_F1);
        auto *sheet = m_studio->window().findChild<KeySheet *>();
        QVERIFY(sheet);
        sheet->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/key-sheet.png"));
        m_studio->action("actionKeys")->trigger();
        auto *dialog = m_studio->window().findChild<KeysDialog *>();
        QVERIFY(dialog);
        dialog->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/keys-dialog-window.png"));
    }

private:
    void start()
    {
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
        m_studio->workbench().start({m_photo, m_second});
        QVERIFY(m_studio->isShowing(m_photo));
        m_studio->window().activateWindow();
    }

    void show(const QString &path)
    {
        m_studio->workbench().showImage(path);
        QVERIFY(m_studio->isShowing(path));
    }

    void wheel(int notches, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        ImageCanvas &canvas = m_studio->canvas();
        const QPointF at = canvas.rect().center();
        QWheelEvent event(
            at, canvas.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
        QApplication::sendEvent(&canvas, &event);
    }

    Document &document() { return *m_studio->workbench().document(); }
    InputController &input() { return *m_studio->window().findChild<InputController *>(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_photo;
    QString m_second;
    QString m_volume;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(InputTest)
#include "input_test.moc"
