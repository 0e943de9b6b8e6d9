// SPDX-License-Identifier: GPL-3.0-or-later
// A series in the real window while it is read: seen early, and stopped.
#include "tests/app/studio/studio_fixture.h"
#include "tests/support/dicom_files.h"
#include "tests/support/picture_files.h"
#include "widgets/panels/series_preview.h"

#include <QDialog>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace vmunet;
using namespace vmunet::test;

class OpeningTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        if (!QDir(kSeries).exists()) {
            QSKIP("The shared test series are not beside this checkout.");
        }
    }

    void aSliceOfASeriesIsSeenWhileTheRestIsRead()
    {
        const QTemporaryDir folder;
        Studio studio(folder.filePath(QStringLiteral("p.vmunet")));
        const QString series = QDir(kSeries + QStringLiteral("abdomen_j2k")).absolutePath();
        QSignalSpy previews(&studio.workbench(), &Workbench::previewed);
        studio.workbench().start({series});
        auto *preview = studio.find<SeriesPreview>("seriesPreview");
        QVERIFY(!preview->isVisible());
        QVERIFY(QTest::qWaitFor([&] { return preview->isVisible(); }, 20000));
        QVERIFY(!studio.workbench().document());
        QCOMPARE(previews.first().at(1).toInt(), 10);
        QCOMPARE(previews.first().at(2).toInt(), 20);
        studio.screenshot(QStringLiteral("opening-a-series"));
        QVERIFY(studio.isShowing(series));
        QVERIFY(!preview->isVisible());
    }

    void anotherSeriesOfTheFolderIsChosenFromAList()
    {
        const QTemporaryDir folder;
        const QString disc = folder.filePath(QStringLiteral("disc"));
        for (const QString &name : {QStringLiteral("liver_3slices"), QStringLiteral("abdomen_j2k")}) {
            QVERIFY(QDir().mkpath(disc + QLatin1Char('/') + name));
            QVERIFY(linkAll(kSeries + name, disc + QLatin1Char('/') + name));
        }
        Studio studio(folder.filePath(QStringLiteral("p.vmunet")));
        QVERIFY(!studio.action("actionChooseSeries")->isEnabled());
        studio.workbench().start({disc});
        QVERIFY(studio.isShowing(disc));
        QCOMPARE(studio.workbench().document()->image().slices, 20);
        studio.action("actionChooseSeries")->trigger();
        const auto dialog = [&studio] { return studio.find<QDialog>("seriesDialog"); };
        QVERIFY(QTest::qWaitFor([&] { return dialog() && dialog()->isVisible(); }));
        auto *list = dialog()->findChild<QTreeWidget *>(QStringLiteral("series"));
        QCOMPARE(list->topLevelItemCount(), 2);
        QCOMPARE(list->indexOfTopLevelItem(list->currentItem()), 0);
        QCOMPARE(list->topLevelItem(1)->text(2), QStringLiteral("3"));
        QDir().mkpath(QStringLiteral(VMUNET_TEST_OUTPUT));
        dialog()->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/series-of-a-folder.png"));
        list->setCurrentItem(list->topLevelItem(1));
        dialog()->accept();
        QVERIFY(QTest::qWaitFor(
            [&] { return studio.workbench().document() && studio.workbench().document()->image().slices == 3; },
            20000));
        QCOMPARE(studio.workbench().imagePath(), disc);
    }

    void stoppingLeavesTheFormerImage()
    {
        const QTemporaryDir folder;
        const QString photograph = folder.filePath(QStringLiteral("p.png"));
        QVERIFY(writePicture(photograph, {80, 60}, Qt::darkRed));
        Studio studio(folder.filePath(QStringLiteral("p.vmunet")));
        studio.workbench().start({photograph});
        QVERIFY(studio.isShowing(photograph));
        const auto stop = [&studio] { studio.action("cancelOpening")->trigger(); };
        connect(&studio.workbench(), &Workbench::previewed, this, stop);
        studio.workbench().open({kSeries + QStringLiteral("abdomen_j2k")});
        QVERIFY(QTest::qWaitFor([&] { return studio.said(QStringLiteral("cancelled")); }, 20000));
        QCOMPARE(studio.workbench().imagePath(), photograph);
        QVERIFY(studio.workbench().document());
        QVERIFY(!studio.find<SeriesPreview>("seriesPreview")->isVisible());
    }
};

QTEST_MAIN(OpeningTest)
#include "opening_test.moc"
