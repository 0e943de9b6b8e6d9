// SPDX-License-Identifier: GPL-3.0-or-later
// Reviewing in the real window: two people who take turns at one project.
#include "app/studio/reader_controller.h"
#include "studio_fixture.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/panels/agreement_table.h"
#include "widgets/panels/review_panel.h"
#include "widgets/panels/revision_list.h"

#include <QCheckBox>
#include <QDockWidget>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QRadioButton>
#include <QTabWidget>
#include <QToolButton>

using namespace vmunet;
using namespace vmunet::test;

class ReviewTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Studio> m_studio;
    QStringList m_pictures;
    QString m_project;

    Document &document() { return *m_studio->workbench().document(); }
    ReviewPanel &panel() { return *m_studio->find<ReviewPanel>("reviewPanel"); }
    RevisionList &list() { return panel().revisions(); }
    QString textOf(const char *label) { return m_studio->find<QLabel>(label)->text(); }

    /// The program is started by this person, and shows the first picture.
    void begin(const char *person, int picture = 0)
    {
        m_studio.reset();
        QSettings().setValue(QStringLiteral("annotator/name"), QLatin1String(person));
        m_studio = std::make_unique<Studio>(m_project);
        m_studio->workbench().start(m_pictures);
        QVERIFY(m_studio->isShowing(m_pictures.first()));
        if (picture > 0) {
            m_studio->workbench().showImage(m_pictures[picture]);
            QVERIFY(m_studio->isShowing(m_pictures[picture]));
        }
        raise();
    }

    void raise()
    {
        auto *dock = m_studio->find<QDockWidget>("reviewDock");
        dock->show();
        dock->raise();
        QTRY_VERIFY(panel().isVisible());
    }

    void paint(QPoint from, QPoint to)
    {
        m_studio->action("brushTool")->trigger();
        const int before = steps();
        m_studio->drag(from, to);
        QTRY_VERIFY(m_studio->workbench().isSaved());
        QTRY_VERIFY(steps() > before);
    }

    int steps()
    {
        int count = 0;
        for (const Passage &passage : panel().review() ? panel().review()->passages : std::vector<Passage>()) {
            count += passage.steps;
        }
        return count;
    }

    ReviewStatus status() { return panel().review() ? panel().review()->sliceStatus : ReviewStatus::Open; }

    void press(const char *action)
    {
        auto *button = m_studio->find<QToolButton>((QByteArray(action) + "Button").constData());
        QTRY_VERIFY(button->isVisible() && button->isEnabled());
        QTest::mouseClick(button, Qt::LeftButton);
    }

    void choose(int row, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTreeWidgetItem *item = list().topLevelItem(row);
        QVERIFY(item);
        list().scrollToItem(item);
        QTest::mouseClick(list().viewport(), Qt::LeftButton, modifiers, list().visualItemRect(item).center());
    }

    void page(int index) { m_studio->find<QTabWidget>("reviewPages")->setCurrentIndex(index); }

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        qputenv("VMUNET_SERVICE", "/nonexistent"); // Nothing here needs the network.
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = m_folder->filePath(QStringLiteral("study.vmunet"));
        m_pictures.clear();
        for (const char *name : {"a.png", "b.png"}) {
            m_pictures.append(m_folder->filePath(QLatin1String(name)));
            writePixels(m_pictures.last(), {300, 200}, [name](int x, int y) { return qRgb(x % 256, y, name[0]); });
        }
    }

    void cleanup() { m_studio.reset(); }

    void thePanelSaysWhoDidWhat()
    {
        begin("Ada");
        QTRY_COMPARE(textOf("reviewState"), QStringLiteral("No mask yet"));
        paint({50, 50}, {120, 60});
        paint({50, 90}, {120, 100});
        QCOMPARE(textOf("reviewOrigin"), QStringLiteral("2 steps by Ada."));
        QCOMPARE(list().topLevelItemCount(), 1);
        QVERIFY(list().topLevelItem(0)->text(0).contains(QStringLiteral("brush 2")));
        list().topLevelItem(0)->setExpanded(true);
        QCOMPARE(list().topLevelItem(0)->childCount(), 2);
        QCOMPARE(m_studio->find<QToolButton>("statusAnnotator")->text(), QStringLiteral("Ada"));
    }

    void oneSubmitsTheOtherApproves()
    {
        begin("Ada");
        paint({50, 50}, {120, 60});
        press("actionSubmit");
        QTRY_COMPARE(status(), ReviewStatus::Submitted);
        QVERIFY(m_studio->find<QLabel>("reviewWarning")->isVisible()); // Somebody else should approve it.
        begin("Bert");
        QTRY_COMPARE(status(), ReviewStatus::Submitted);
        QVERIFY(!m_studio->find<QLabel>("reviewWarning")->isVisible());
        QTest::keyClick(&m_studio->window(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(status(), ReviewStatus::Approved);
        const Review last = panel().review()->reviews.back();
        QCOMPARE(last.reader, QStringLiteral("Bert"));
        QCOMPARE(m_studio->find<QListWidget>("reviewThread")->count(), 2);
    }

    void oneApprovesTheOwnMaskOnlyKnowingly()
    {
        begin("Ada");
        paint({50, 50}, {120, 60});
        press("actionReviewApprove");
        QTRY_VERIFY(textOf("reviewWarning").contains(QStringLiteral("Your own hand")));
        QTRY_VERIFY(m_studio->workbench().isSaved());
        QCOMPARE(status(), ReviewStatus::Open);
        press("actionReviewApprove");
        QTRY_COMPARE(status(), ReviewStatus::Approved);
        QVERIFY(m_studio->find<QListWidget>("reviewThread")->item(0)->text().contains(QStringLiteral("own work")));
    }

    void rejectingNeedsAComment()
    {
        begin("Ada");
        paint({50, 50}, {120, 60});
        press("actionReject");
        auto *comment = m_studio->find<QLineEdit>("reviewComment");
        QVERIFY(comment->hasFocus());
        QVERIFY(textOf("reviewWarning").contains(QStringLiteral("comment")));
        QTest::keyClicks(comment, QStringLiteral("the border is too wide"));
        QTest::keyClick(comment, Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(status(), ReviewStatus::Rejected);
        QCOMPARE(comment->text(), QString());
        QVERIFY(m_studio->find<QListWidget>("reviewThread")
                    ->item(0)
                    ->text()
                    .endsWith(QStringLiteral("the border is too wide")));
    }

    void approvingGoesToTheNextToReview()
    {
        begin("Ada");
        paint({50, 50}, {120, 60});
        press("actionSubmit");
        begin("Ada", 1);
        paint({50, 50}, {120, 60});
        press("actionSubmit");
        QTRY_COMPARE(status(), ReviewStatus::Submitted);
        begin("Bert");
        QTRY_COMPARE(status(), ReviewStatus::Submitted);
        QTest::keyClick(&m_studio->window(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_studio->isShowing(m_pictures[1]));
        QTRY_COMPARE(status(), ReviewStatus::Submitted);
        QTest::keyClick(&m_studio->window(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(m_studio->said(QStringLiteral("Nothing else waits")));
        QCOMPARE(m_studio->workbench().imagePath(), m_pictures[1]);
    }

    void twoRevisionsAreComparedAndOneIsRestored()
    {
        begin("Ada");
        paint({50, 50}, {120, 60});
        const Mask first = document().currentMask();
        press("actionSubmit");
        QTRY_COMPARE(status(), ReviewStatus::Submitted);
        paint({150, 50}, {220, 60});
        const Mask second = document().currentMask();
        QTRY_COMPARE(list().topLevelItemCount(), 2);
        choose(0);
        choose(1, Qt::ControlModifier);
        press("actionCompareRevisions");
        auto *dialog = m_studio->find<CompareDialog>("compareDialog");
        QVERIFY(dialog);
        const auto pixels = [dialog](int index) {
            const QString text = dialog->findChild<QLabel *>(QStringLiteral("compareCount%1").arg(index))->text();
            return QLocale().toLongLong(text.section(QLatin1Char(' '), 0, 0));
        };
        QTRY_COMPARE(pixels(1), first.count(Label{1}));
        QCOMPARE(pixels(2), second.count(Label{1}) - first.count(Label{1}));
        QCOMPARE(pixels(3), 0);
        QTRY_VERIFY(dialog->canvas().hasImage());
        const auto shown = [dialog](QPoint pixel) {
            ImageCanvas &canvas = dialog->canvas();
            return canvas.grab().toImage().pixelColor(canvas.toView(QPointF(pixel)).toPoint());
        };
        QTRY_VERIFY(shown({185, 55}).blue() > shown({185, 120}).blue() + 20); // Added.
        QVERIFY(shown({85, 55}).red() > shown({85, 120}).red() + 50); // In both: nearly white.
        QTest::mouseClick(dialog->findChild<QRadioButton *>(QStringLiteral("compareWipe")), Qt::LeftButton);
        QVERIFY(dialog->canvas().isComparing());
        dialog->close();

        choose(1);
        press("actionRestoreRevision");
        QTRY_COMPARE(document().currentMask(), first);
        QTRY_VERIFY(m_studio->workbench().isSaved());
        QTRY_VERIFY(!panel().review()->passages.empty() && panel().review()->passages.front().restored);
        m_studio->action("actionUndo")->trigger();
        QCOMPARE(document().currentMask(), second);
        QTRY_COMPARE(list().topLevelItemCount(), 4); // Nothing went: two strokes, the restored one, the undo.
    }

    void aVolumeIsReviewedAsAWholeAndComparedBySlice()
    {
        const QString volume = m_folder->filePath(QStringLiteral("volume.mha"));
        QFile file(volume);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("ObjectType = Image\nNDims = 3\nBinaryData = True\nDimSize = 300 200 3\nElementSpacing = 1 1 1\n"
                   "ElementType = MET_UCHAR\nElementDataFile = LOCAL\n");
        file.write(QByteArray(300 * 200 * 3, 'x'));
        file.close();
        m_pictures = QStringList{volume};
        begin("Ada");
        const int middle = document().currentSlice();
        paint({50, 50}, {120, 60});
        press("actionSubmit");
        QTRY_COMPARE(status(), ReviewStatus::Submitted);
        paint({150, 50}, {220, 60});
        QTest::keyClick(&m_studio->window(), Qt::Key_PageDown);
        QCOMPARE(document().currentSlice(), middle + 1);
        QTRY_COMPARE(panel().review()->slice, middle + 1);
        QCOMPARE(list().topLevelItemCount(), 0); // Of this slice.
        paint({50, 90}, {120, 100});
        QTRY_COMPARE(list().topLevelItemCount(), 1);
        QTest::keyClick(&m_studio->window(), Qt::Key_PageUp);
        QTRY_COMPARE(list().topLevelItemCount(), 2);
        choose(1);
        press("actionCompareRevisions"); // With the newest of this slice: the other one had nothing yet, then.
        auto *slices =
            m_studio->find<CompareDialog>("compareDialog")->findChild<QTreeWidget *>(QStringLiteral("compareSlices"));
        QTRY_COMPARE(slices->topLevelItemCount(), 2);
        QCOMPARE(slices->currentItem()->text(0), QString::number(middle + 1));
        QVERIFY(slices->topLevelItem(0)->text(1) != QStringLiteral("0")); // Added.
        QCOMPARE(slices->topLevelItem(1)->text(1), QStringLiteral("0"));
        slices->setCurrentItem(slices->topLevelItem(1));
        const auto *inBoth =
            m_studio->find<CompareDialog>("compareDialog")->findChild<QLabel *>(QStringLiteral("compareCount1"));
        QTRY_COMPARE(inBoth->text(), QStringLiteral("0 pixels"));
        press("actionSubmit");
        QTRY_COMPARE(panel().review()->submitted, 2);
        m_studio->find<QCheckBox>("reviewAllSlices")->setChecked(false);
        m_studio->find<QLineEdit>("reviewComment")->setText(QStringLiteral("this slice"));
        press("actionReject");
        QTRY_COMPARE(panel().review()->rejected, 1);
        QCOMPARE(panel().review()->submitted, 1);
    }

    void aSecondReaderSeesNothingOfTheFirst()
    {
        begin("Ada");
        paint({50, 50}, {120, 60});
        const Mask first = document().currentMask();
        page(2);
        press("actionSecondReading"); // It is her own mask.
        QTRY_VERIFY(m_studio->said(QStringLiteral("must be somebody else")));
        page(0);
        press("actionSubmit");
        QTRY_COMPARE(status(), ReviewStatus::Submitted);

        begin("Bert");
        page(2);
        press("actionSecondReading");
        QTRY_VERIFY(m_studio->workbench().document() && document().currentMask().isEmpty());
        QTRY_VERIFY(panel().review() && panel().review()->reading);
        QVERIFY(!document().history().canUndo());
        paint({50, 54}, {120, 64});
        const Mask second = document().currentMask();
        begin("Bert"); // The program is closed and started meanwhile.
        QCOMPARE(document().currentMask(), second);
        QTRY_VERIFY(panel().review() && panel().review()->reading);
        QTRY_VERIFY(document().history().canUndo()); // It is read after the image is shown.
        while (document().history().canUndo()) {
            document().undo();
        }
        QVERIFY(document().currentMask().isEmpty());
        document().redo();
        page(2);
        press("actionFinishReading");
        QTRY_VERIFY(m_studio->workbench().document() && panel().review() && !panel().review()->reading);
        AgreementTable &table = panel().agreement();
        QTRY_COMPARE(table.agreements().size(), std::size_t(2));
        const Confusion counts = table.agreements().front().counts;
        QCOMPARE(counts.truePositive + counts.falsePositive, first.count(Label{1}));
        QCOMPARE(counts.truePositive + counts.falseNegative, second.count(Label{1}));
        const QString csv = m_folder->filePath(QStringLiteral("agreement.csv"));
        m_studio->window().findChild<ReaderController *>()->writeCsv(csv);
        QTRY_VERIFY(m_studio->said(QStringLiteral("Wrote")));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count('\n'), 3);
    }

    void theFirstReaderDoesNotDisturbTheSecond()
    {
        begin("Ada");
        paint({50, 50}, {120, 60});
        const Mask first = document().currentMask();
        begin("Bert");
        page(2);
        press("actionSecondReading");
        QTRY_VERIFY(panel().review() && panel().review()->reading);
        begin("Ada");
        QTRY_VERIFY(m_studio->find<QWidget>("lookOnlyBar")->isVisible());
        QVERIFY(textOf("lookOnlyText").contains(QStringLiteral("Bert")));
        page(2);
        press("actionGiveUpReading");
        QTRY_VERIFY(m_studio->workbench().document() && document().currentMask() == first);
        QTRY_VERIFY(!m_studio->find<QWidget>("lookOnlyBar")->isVisible());
    }

    void aPersonIsChosenInTheStatusBar()
    {
        begin("Ada");
        QTest::mouseClick(m_studio->find<QToolButton>("statusAnnotator"), Qt::LeftButton);
        QTRY_VERIFY(m_studio->find<QInputDialog>("annotatorDialog"));
        auto *dialog = m_studio->find<QInputDialog>("annotatorDialog");
        QCOMPARE(dialog->textValue(), QStringLiteral("Ada"));
        dialog->setTextValue(QStringLiteral("Clara"));
        dialog->accept();
        QTRY_COMPARE(m_studio->find<QToolButton>("statusAnnotator")->text(), QStringLiteral("Clara"));
        QVERIFY(m_studio->isShowing(m_pictures.first()));
        paint({50, 50}, {120, 60});
        QCOMPARE(textOf("reviewOrigin"), QStringLiteral("1 step by Clara."));
        QCOMPARE(QSettings().value(QStringLiteral("annotator/name")).toString(), QStringLiteral("Clara"));
    }
};

QTEST_MAIN(ReviewTest)
#include "review_test.moc"
