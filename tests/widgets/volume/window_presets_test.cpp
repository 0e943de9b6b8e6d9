// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/slice_bar.h"
#include "widgets/volume/window_presets.h"

#include <QComboBox>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace vmunet;

class WindowPresetsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theStandardWindowsAreTheCustomaryOnes()
    {
        const QList<WindowLevel> expected{{40, 400}, {-600, 1500}, {90, 150}, {480, 2500}, {40, 80}};
        const QList<WindowPreset> presets = standardWindowPresets();
        QCOMPARE(presets.size(), expected.size());
        for (int i = 0; i < expected.size(); ++i) {
            QCOMPARE(presets[i].window, expected[i]);
            QVERIFY(!presets[i].own);
        }
    }

    void ownPresetsAreKeptAndDamagedOnesLeftOut()
    {
        QSettings settings(m_folder.filePath(QStringLiteral("own.ini")), QSettings::IniFormat);
        const QList<WindowPreset> own{{QStringLiteral("Kidney"), {60, 300}, true}, {QStringLiteral("ü"), {0, 1}, true}};
        writeOwnPresets(settings, own);
        QCOMPARE(readOwnPresets(settings), own);
        writeOwnPresets(settings, {own[1]});
        QCOMPARE(readOwnPresets(settings), QList<WindowPreset>{own[1]});
        settings.setValue(QStringLiteral("volume/windowPresets/1/width"), QStringLiteral("nan"));
        QVERIFY(readOwnPresets(settings).isEmpty());
        settings.setValue(QStringLiteral("volume/windowPresets/size"), 2'000'000'000);
        QVERIFY(readOwnPresets(settings).isEmpty());
    }

    void theBarOffersToKeepAWindowOrToRemoveAnOwnOne()
    {
        SliceBar bar;
        const auto *list = bar.findChild<QComboBox *>(QStringLiteral("windowPresets"));
        auto *keep = bar.findChild<QToolButton *>(QStringLiteral("keepWindow"));
        QSignalSpy wanted(&bar, &SliceBar::presetWanted);
        QSignalSpy unwanted(&bar, &SliceBar::presetUnwanted);
        bar.setWindow({90, 150});
        QCOMPARE(list->currentIndex(), 2);
        QVERIFY(!keep->isEnabled()); // A standard one stays.
        bar.setWindow({61, 301});
        QCOMPARE(list->currentIndex(), -1);
        QTest::mouseClick(keep, Qt::LeftButton);
        QCOMPARE(wanted.count(), 1);
        const WindowPreset own{QStringLiteral("Kidney"), {61, 301}, true};
        bar.setOwnPresets({own});
        QCOMPARE(list->currentIndex(), 5);
        QTest::mouseClick(keep, Qt::LeftButton);
        QCOMPARE(unwanted.count(), 1);
        QCOMPARE(unwanted.first().first().value<WindowPreset>(), own);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(WindowPresetsTest)
#include "window_presets_test.moc"
