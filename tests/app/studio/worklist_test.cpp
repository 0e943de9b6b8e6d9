// SPDX-License-Identifier: GPL-3.0-or-later
#include "studio_fixture.h"

#include "core/storage/statement.h"
#include "support/project_fixture.h"
#include "widgets/panels/ledger_panel.h"
#include "widgets/panels/worklist_panel.h"

#include <QDockWidget>
#include <QElapsedTimer>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr int kMany = 100'000;

/// How long the event loop was away, at the longest.
class LoopWatch : public QObject {
public:
    LoopWatch()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.start(1);
        m_since.start();
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_longest = std::max(m_longest, m_since.nsecsElapsed() / 1e6);
            m_since.start();
        });
    }
    double longestMs() const { return m_longest; }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    double m_longest = 0;
};

/// Rows alone: their files are not there.
bool fillManyImages(const QString &path)
{
    const auto project = Project::create(path);
    const auto model = (*project)->models().add({.sha256 = hashOfText(QStringLiteral("m")),
        .name = QStringLiteral("model"),
        .task = QStringLiteral("dermoscopy")});
    Transaction transaction((*project)->database());
    const bool filled = Statement((*project)->database(), QStringLiteral(R"(
        INSERT INTO image (relative_path, sha256, kind, modality, width, height, slices, patient_id, study_uid,
                           series_uid, added)
        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
        SELECT printf('nowhere/ISIC_%07d.jpg', i), printf('%064x', i), 'photograph', '', 600, 450, 1,
               'IP_' || (i * 7919 % 10000), '', '', '2026-01-01' FROM n)"))
                            .bind(kMany - 1)
                            .run()
        && Statement((*project)->database(), QStringLiteral(R"(
        INSERT INTO score (image_id, model_id, slice, uncertainty, created)
        SELECT id, ?, 0, (id * 7919 % 10000) / 10000.0, '2026-01-01' FROM image)"))
               .bind(*model)
               .run();
    return filled && transaction.commit();
}

} // namespace

class StudioWorklistTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Studio> m_studio;

    QString file(const QString &name) const { return m_folder->filePath(name); }
    QString projectPath() const { return file(QStringLiteral("list.vmunet")); }
    WorklistPanel &panel() { return *m_studio->find<WorklistPanel>("worklistPanel"); }
    QTableView &view() { return *m_studio->find<QTableView>("worklist"); }
    QLineEdit &search() { return *m_studio->find<QLineEdit>("worklistSearch"); }

    QStringList names()
    {
        QStringList shown;
        for (int row = 0; row < panel().model().rowCount(); ++row) {
            shown << panel().model().index(row, 0).data().toString();
        }
        return shown;
    }

    QString stateAt(int row) { return panel().model().index(row, WorklistModel::State).data().toString(); }

    QStringList writePhotographs(int count)
    {
        QStringList paths;
        for (int i = 0; i < count; ++i) {
            paths << file(QStringLiteral("photo%1.png").arg(i));
            writePixels(paths.last(), {120, 90}, [i](int x, int y) { return qRgb(40 * i + x, y, 90); });
        }
        return paths;
    }

    /// Reads the project as another program would.
    template <typename Read>
    auto inProject(Read read)
    {
        const Status written = m_studio->workbench().session().flush();
        const auto project = Project::open(projectPath(), Project::Mode::ReadOnly);
        return read(**project);
    }

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QSettings().clear();
        m_studio = std::make_unique<Studio>(projectPath());
    }

    void cleanup() { m_studio.reset(); }

    void openedFilesAreListedAndEnterTheProjectWhenTheyAreShown()
    {
        const QStringList photos = writePhotographs(3);
        m_studio->workbench().start(photos);
        QVERIFY(m_studio->isShowing(photos[0]));
        QTRY_COMPARE(panel().model().projectCount(), 1);
        QTRY_COMPARE(panel().model().rowCount(), 3);
        QCOMPARE(names().mid(1), (QStringList{QStringLiteral("photo1.png"), QStringLiteral("photo2.png")}));
        QTRY_COMPARE(names().first(), QStringLiteral("photo0.png"));
        m_studio->action("actionNextImage")->trigger();
        QVERIFY(m_studio->isShowing(photos[1]));
        QTRY_COMPARE(panel().model().projectCount(), 2);
        QCOMPARE(panel().model().rowCount(), 3);
        m_studio->action("actionPreviousImage")->trigger();
        QVERIFY(m_studio->isShowing(photos[0]));
    }

    void enterAndDoubleClickOpenAnImageAndStrokesShowAtOnce()
    {
        const QStringList photos = writePhotographs(3);
        m_studio->workbench().start(photos);
        QVERIFY(m_studio->isShowing(photos[0]));
        QTRY_COMPARE(panel().model().projectCount(), 1);
        const auto at = [this](int row) { return view().visualRect(panel().model().index(row, 0)).center(); };
        QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, at(2));
        QCOMPARE(m_studio->workbench().imagePath(), photos[0]); // A click only selects.
        QTest::mouseDClick(view().viewport(), Qt::LeftButton, {}, at(2));
        QVERIFY(m_studio->isShowing(photos[2]));
        QTRY_COMPARE(panel().model().projectCount(), 2);
        QTRY_COMPARE(names(),
            (QStringList{QStringLiteral("photo0.png"), QStringLiteral("photo2.png"), QStringLiteral("photo1.png")}));
        view().setFocus();
        QTest::mouseClick(view().viewport(), Qt::LeftButton, {}, at(1));
        QTest::keyClick(&view(), Qt::Key_Down);
        QTest::keyClick(&view(), Qt::Key_Return);
        QVERIFY(m_studio->isShowing(photos[1]));
        QTRY_COMPARE(stateAt(1), QStringLiteral("New"));
        m_studio->drag({20, 20}, {60, 40});
        QTRY_COMPARE(stateAt(1), QStringLiteral("In work"));
        QTRY_VERIFY(!panel().model().index(1, WorklistModel::Area).data().toString().isEmpty());
        m_studio->action("actionApprove")->trigger();
        QTRY_COMPARE(stateAt(1), QStringLiteral("Approved"));
    }

    void searchAndFilterShowWhatFits()
    {
        const QStringList photos = writePhotographs(4);
        m_studio->workbench().start(photos);
        QVERIFY(m_studio->isShowing(photos[0]));
        m_studio->drag({20, 20}, {60, 40});
        QTRY_COMPARE(stateAt(0), QStringLiteral("In work"));
        QTest::keyClicks(&search(), QStringLiteral("PHOTO2"));
        QTRY_COMPARE(names(), QStringList{QStringLiteral("photo2.png")});
        search().clear();
        QTRY_COMPARE(panel().model().rowCount(), 4);
        auto *filter = m_studio->find<QToolButton>("worklistFilter");
        QMetaObject::invokeMethod(filter->menu(), "aboutToShow");
        const auto choose = [filter](const QString &text) {
            for (QAction *action : filter->menu()->actions()) {
                if (action->text() == text) {
                    action->trigger();
                }
            }
        };
        choose(QStringLiteral("In work"));
        QTRY_COMPARE(names(), QStringList{QStringLiteral("photo0.png")});
        QCOMPARE(filter->text(), QStringLiteral("In work"));
        m_studio->action("actionApprove")->trigger(); // It leaves the list that is shown.
        QTRY_COMPARE(panel().model().rowCount(), 0);
        QVERIFY(m_studio->find<QLabel>("worklistEmpty")->isVisible());
        QMetaObject::invokeMethod(filter->menu(), "aboutToShow");
        choose(QStringLiteral("Show &all"));
        QTRY_COMPARE(panel().model().rowCount(), 4);
    }

    void manyImagesAreTaggedApprovedAndTakenOffTheList()
    {
        const QStringList photos = writePhotographs(3);
        m_studio->workbench().start(photos);
        QVERIFY(m_studio->isShowing(photos[0]));
        for (const QString &photo : photos) {
            m_studio->workbench().showImage(photo);
            QVERIFY(m_studio->isShowing(photo));
            m_studio->drag({20, 20}, {60, 40});
            QTRY_VERIFY(m_studio->workbench().isSaved());
        }
        QTRY_COMPARE(panel().model().projectCount(), 3);
        QTRY_COMPARE(stateAt(2), QStringLiteral("In work"));
        const auto columnIs = [this](int column, const QString &text) {
            for (int row = 0; row < 3; ++row) {
                if (panel().model().index(row, column).data().toString() != text) {
                    return false;
                }
            }
            return true;
        };
        view().setFocus();
        QTest::keySequence(&view(), QKeySequence::SelectAll);
        QCOMPARE(m_studio->find<QPushButton>("worklistDo")->text(), QStringLiteral("Selected (3)"));
        m_studio->action("worklistAddTag")->trigger();
        QInputDialog *word = nullptr;
        QTRY_VERIFY(word = m_studio->find<QInputDialog>("worklistWord"));
        word->setTextValue(QStringLiteral("follow-up"));
        word->accept();
        QTRY_VERIFY(columnIs(WorklistModel::Tags, QStringLiteral("follow-up")));
        QPushButton *undo = nullptr;
        QTRY_VERIFY(undo = m_studio->find<QPushButton>("messageAction"));
        QTRY_COMPARE(undo->text(), QStringLiteral("Undo"));
        undo->click();
        QTRY_VERIFY(columnIs(WorklistModel::Tags, QString()));
        const auto answerYes = [this] {
            QMessageBox *box = nullptr;
            const bool asked =
                QTest::qWaitFor([&] { return (box = m_studio->find<QMessageBox>("worklistQuestion")) != nullptr; });
            if (asked) {
                box->setObjectName(QString());
                box->defaultButton()->click();
            }
            return asked;
        };
        m_studio->action("worklistApprove")->trigger();
        QVERIFY(answerYes());
        QTRY_VERIFY(columnIs(WorklistModel::State, QStringLiteral("Approved")));
        m_studio->action("worklistRemove")->trigger();
        QVERIFY(answerYes());
        QTRY_COMPARE(panel().model().projectCount(), 0);
        QCOMPARE(inProject([](Project &project) { return int(project.images().list()->size()); }), 3);
    }

    void realPhotographsGoThroughListAndLedger()
    {
        const QDir folder(QDir::cleanPath(QStringLiteral(VMUNET_SHARED_DATA "/data/dermoscopy/images")));
        const QStringList files = folder.entryList({QStringLiteral("*.jpg")}, QDir::Files, QDir::Name).mid(0, 8);
        if (files.isEmpty()) {
            QSKIP("the shared photographs are not here");
        }
        QStringList photos;
        for (const QString &name : files) {
            photos << folder.filePath(name);
        }
        m_studio->window().activateWindow();
        m_studio->workbench().start(photos);
        QVERIFY(m_studio->isShowing(photos[0]));
        QTRY_VERIFY_WITH_TIMEOUT(m_studio->workbench().activeModel(), 60000);
        QTRY_COMPARE(panel().model().rowCount(), int(photos.size()));
        view().selectAll();
        m_studio->action("worklistSegment")->trigger();
        QMessageBox *box = nullptr;
        QTRY_VERIFY(box = m_studio->find<QMessageBox>("worklistQuestion"));
        box->defaultButton()->click();
        QTRY_COMPARE_WITH_TIMEOUT(panel().model().projectCount(), int(photos.size()), 120000);
        QTRY_COMPARE_WITH_TIMEOUT(stateAt(int(photos.size()) - 1), QStringLiteral("Predicted"), 120000);
        QTRY_COMPARE_WITH_TIMEOUT(stateAt(0), QStringLiteral("Predicted"), 60000);
        for (int i = 0; i < 3; ++i) { // The least certain ones, corrected and approved.
            auto *label = m_studio->find<QLabel>("worklistReason");
            const QString before = label->text();
            m_studio->find<QPushButton>("worklistNext")->click();
            QTRY_VERIFY(label->text() != before);
            const QString reason = label->text();
            QTRY_VERIFY_WITH_TIMEOUT(reason.startsWith(QFileInfo(m_studio->workbench().imagePath()).fileName())
                    && m_studio->workbench().document(),
                20000);
            QVERIFY2(reason.contains(QLatin1String("mean entropy")), qPrintable(reason));
            const QSize size = m_studio->workbench().document()->size();
            m_studio->drag({size.width() / 2, size.height() / 2}, {size.width() - 20, size.height() / 2});
            m_studio->workbench().session().approve(0);
            QTRY_VERIFY(m_studio->workbench().isSaved());
        }
        m_studio->find<QToolButton>("worklistWiden")->click();
        QTRY_VERIFY(panel().isTable());
        QTRY_VERIFY(!panel().model().index(0, 0).data(Qt::DecorationRole).value<QPixmap>().isNull());
        QTest::qWait(500);
        m_studio->screenshot(QStringLiteral("worklist-dark"));
        m_studio->find<QToolButton>("worklistWiden")->click();
        auto *ledger = m_studio->find<LedgerPanel>("ledgerPanel");
        auto *dock = m_studio->find<QDockWidget>("ledgerDock");
        dock->raise();
        QTRY_VERIFY(ledger->isVisible());
        QTRY_VERIFY2_WITH_TIMEOUT(
            !ledger->ledger().rows.empty(), qPrintable(m_studio->find<QLabel>("messageText")->text()), 20000);
        QCOMPARE(ledger->ledger().rows[0].images, 3);
        QVERIFY(ledger->ledger().rows[0].meanDice > 0.5);
        m_studio->window().resizeDocks({dock}, {620}, Qt::Horizontal);
        QTest::qWait(300);
        m_studio->screenshot(QStringLiteral("ledger-dark"));
        applyTheme(*qApp, ThemeKind::Light);
        QTest::qWait(100);
        m_studio->screenshot(QStringLiteral("ledger-light"));
        m_studio->find<QToolButton>("worklistWiden")->click();
        QTest::qWait(100);
        m_studio->screenshot(QStringLiteral("worklist-light"));
        applyTheme(*qApp, ThemeKind::Dark);
    }

    void timeInFrontOfAnImageIsKept()
    {
        const QStringList photos = writePhotographs(1);
        m_studio->window().activateWindow();
        m_studio->workbench().start(photos);
        QVERIFY(m_studio->isShowing(photos[0]));
        QVERIFY(QTest::qWaitForWindowActive(&m_studio->window()));
        m_studio->drag({20, 20}, {60, 40});
        QTRY_COMPARE(stateAt(0), QStringLiteral("In work"));
        m_studio->drag({20, 30}, {60, 50});
        m_studio->window().close();
        const double seconds = inProject([](Project &project) {
            const auto rows = project.worklist().page({});
            return rows->at(0).seconds;
        });
        QVERIFY2(seconds > 0 && seconds < 60, qPrintable(QString::number(seconds)));
    }

    void aHundredThousandImagesStayFluid()
    {
        m_studio.reset();
        QVERIFY(fillManyImages(projectPath()));
        m_studio = std::make_unique<Studio>(projectPath());
        m_studio->workbench().start({});
        QTRY_COMPARE_WITH_TIMEOUT(panel().model().projectCount(), kMany, 10000);
        panel().findChild<QToolButton *>(QStringLiteral("worklistWiden"))->click();
        QTRY_VERIFY(panel().isTable());
        LoopWatch loop;
        QScrollBar *bar = view().verticalScrollBar();
        for (int i = 1; i <= 60; ++i) { // A drag of the scroll bar from the top to the bottom.
            bar->setValue(int(qint64(bar->maximum()) * i / 60));
            QTest::qWait(5);
        }
        QTRY_COMPARE(panel().model().index(kMany - 1, 0).data().toString(), QStringLiteral("ISIC_0099999.jpg"));
        QElapsedTimer typed;
        typed.start();
        QTest::keyClicks(&search(), QStringLiteral("0098765"));
        QTRY_COMPARE(panel().model().rowCount(), 1);
        const qint64 searchMs = typed.elapsed();
        QTest::keySequence(&search(), QKeySequence::SelectAll);
        QTest::keyClick(&search(), Qt::Key_Delete);
        QTRY_COMPARE(panel().model().rowCount(), kMany);
        view().selectAll();
        QCOMPARE(panel().selection().count, kMany);
        QTRY_VERIFY(panel().model().pathAt(0).endsWith(QLatin1String("ISIC_0000000.jpg")));
        qInfo("longest gap of the event loop %.1f ms; the seventh letter to its row with the pause of typing %lld ms",
            loop.longestMs(), searchMs);
        const double longest = loop.longestMs();
        m_studio->screenshot(QStringLiteral("worklist-many"));
        QVERIFY2(longest < 250, qPrintable(QString::number(longest))); // A busy machine; alone it is a tenth of that.
    }
};

QTEST_MAIN(StudioWorklistTest)
#include "worklist_test.moc"
