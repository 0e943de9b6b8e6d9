// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/storage_notices.h"

#include "core/storage/project.h"
#include "studio_fixture.h"
#include "widgets/panels/message_bar.h"

#include <QElapsedTimer>
#include <QImage>
#include <QLabel>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>

using namespace vmunet;
using namespace vmunet::test;

class StorageNoticesTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_picture;
    QString m_project;

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        qputenv("VMUNET_SERVICE", "/nonexistent"); // Nothing here needs the network.
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(QDir().mkpath(m_folder->filePath(QStringLiteral("share"))));
        m_picture = m_folder->filePath(QStringLiteral("picture.png"));
        m_project = m_folder->filePath(QStringLiteral("share/study.vmunet"));
        QImage picture(300, 200, QImage::Format_RGB888);
        picture.fill(QColor(190, 150, 130));
        QVERIFY(picture.save(m_picture));
    }

    void aRescueCopyIsOfferedWhereSavingFails()
    {
        Studio studio(m_project);
        studio.workbench().start({m_picture});
        QVERIFY(studio.isShowing(m_picture));
        studio.action("brushTool")->trigger();
        studio.drag({60, 60}, {120, 80});
        QTRY_VERIFY(studio.workbench().isSaved());
        QVERIFY(QDir().rename(m_folder->filePath(QStringLiteral("share")), m_folder->filePath(QStringLiteral("gone"))));
        studio.drag({160, 60}, {220, 90});
        auto *button = studio.find<QPushButton>("messageAction");
        MessageBar &bar = *studio.find<MessageBar>("messageBar");
        QTRY_VERIFY(button->isVisible());
        QVERIFY2(bar.text().contains(QStringLiteral("study.vmunet")), qPrintable(bar.text()));
        QVERIFY(!studio.workbench().isSaved());
        studio.screenshot(QStringLiteral("rescue_offer"));

        auto &notices = *studio.window().findChild<StorageNotices *>();
        QVERIFY(!notices.suggestedPath().contains(QStringLiteral("/share/")));
        QSignalSpy rescued(&notices, &StorageNotices::rescued);
        const QString copy = m_folder->filePath(QStringLiteral("rescue.vmunet"));
        notices.saveRescueCopy(copy);
        QVERIFY(rescued.wait());
        const auto project = Project::open(copy, Project::Mode::ReadOnly);
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        QCOMPARE(*(*project)->annotations().mask(ImageId{1}, 0), studio.workbench().document()->currentMask());

        QVERIFY(QDir().rename(m_folder->filePath(QStringLiteral("gone")), m_folder->filePath(QStringLiteral("share"))));
        QTRY_VERIFY_WITH_TIMEOUT(studio.workbench().isSaved(), 10000);
    }

    void theSecondStudioLooksOnly()
    {
        Studio first(m_project);
        first.workbench().start({m_picture});
        QVERIFY(first.isShowing(m_picture));
        QVERIFY(first.workbench().session().keepsDocument());
        Studio second(m_project);
        second.workbench().start({m_picture});
        QVERIFY(second.isShowing(m_picture));
        QVERIFY(!second.workbench().session().keepsDocument());
        MessageBar &bar = *second.find<MessageBar>("messageBar");
        QTRY_VERIFY(!bar.text().isEmpty());
        QStringList said;
        for (int i = 0; i < 10 && !bar.text().isEmpty(); ++i) {
            said << bar.text();
            bar.dismiss();
        }
        const QString all = said.join(QLatin1Char('\n'));
        QVERIFY2(all.contains(QStringLiteral("open elsewhere")), qPrintable(all));
        QTRY_VERIFY(second.find<QWidget>("lookOnlyBar")->isVisible());
        const QString why = second.find<QLabel>("lookOnlyText")->text();
        QVERIFY2(why.contains(QStringLiteral("works on this image")), qPrintable(why));
        QVERIFY(!second.action("brushTool")->isEnabled());
        second.drag({60, 60}, {120, 80});
        QVERIFY(second.workbench().document()->currentMask().isEmpty());
        first.action("brushTool")->trigger();
        first.drag({160, 60}, {220, 90});
        QTRY_VERIFY(first.workbench().isSaved());
        QCOMPARE(second.workbench().session().store().pendingCount(), 0);
        const auto project = Project::open(m_project, Project::Mode::ReadOnly);
        QCOMPARE(*(*project)->annotations().mask(ImageId{1}, 0), first.workbench().document()->currentMask());
    }

    void aReleasedImageIsTakenOver()
    {
        auto first = std::make_unique<Studio>(m_project);
        first->workbench().start({m_picture});
        QVERIFY(first->isShowing(m_picture));
        Studio second(m_project);
        second.workbench().start({m_picture});
        QVERIFY(second.isShowing(m_picture));
        auto *button = second.find<QPushButton>("lookOnlyButton");
        QTRY_VERIFY(button->isVisible());
        QVERIFY(!button->isEnabled());
        second.screenshot(QStringLiteral("second_studio"));
        first->action("brushTool")->trigger();
        first->drag({160, 60}, {220, 90});
        const Mask mask = first->workbench().document()->currentMask();
        QVERIFY(!mask.isEmpty());
        first.reset();
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 10000);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(second.workbench().session().keepsDocument());
        QVERIFY(!button->isVisible());
        QCOMPARE(second.workbench().document()->currentMask(), mask);
        QVERIFY(second.action("brushTool")->isEnabled());
        QVERIFY(second.action("brushTool")->isChecked()); // As it was before.
        second.drag({60, 60}, {120, 80});
        QVERIFY(second.workbench().document()->currentMask() != mask);
        QTRY_VERIFY(second.workbench().isSaved());
    }

    /// Another process of the same person, which then is killed.
    void aSecondProgramLooksOnlyUntilTheFirstIsGone()
    {
        QProcess first;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder->filePath(QStringLiteral("config")));
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_folder->filePath(QStringLiteral("data")));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        first.setProcessEnvironment(environment);
        {
            const auto made = Project::create(m_project);
            QVERIFY(made);
        }
        first.start(QStringLiteral(VMUNET_BINARIES "/vmunet-studio"), {m_project, m_picture});
        QVERIFY(first.waitForStarted());
        const auto isHeld = [this] {
            const auto project = Project::open(m_project, Project::Mode::ReadOnly);
            const auto held = project ? (*project)->leases().heldByOther(ImageId{1})
                                      : Result<std::optional<LeaseState>>(project.error());
            return held && *held;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isHeld(), 30000);
        Studio second(m_project);
        second.workbench().start({m_picture});
        QVERIFY(second.isShowing(m_picture));
        auto *button = second.find<QPushButton>("lookOnlyButton");
        QTRY_VERIFY(button->isVisible());
        QVERIFY(!button->isEnabled());
        second.drag({60, 60}, {120, 80});
        QVERIFY(second.workbench().document()->currentMask().isEmpty());
        first.kill();
        QVERIFY(first.waitForFinished());
        QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled(), 10000);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(second.workbench().session().keepsDocument());
    }

    void savingNeverBlocksTheWindow()
    {
        Studio studio(m_project);
        studio.workbench().start({m_picture});
        QVERIFY(studio.isShowing(m_picture));
        studio.action("actionSave")->trigger();
        QTRY_VERIFY(studio.said(QStringLiteral("Everything is saved")));
        studio.action("brushTool")->trigger();
        QVERIFY(QDir().rename(m_folder->filePath(QStringLiteral("share")), m_folder->filePath(QStringLiteral("gone"))));
        studio.drag({160, 60}, {220, 90});
        auto *saved = studio.find<QLabel>("statusSaved");
        QTRY_COMPARE(saved->text(), QStringLiteral("Not saved"));
        QElapsedTimer timer;
        timer.start();
        studio.action("actionSave")->trigger();
        QVERIFY2(
            timer.elapsed() < 500, qPrintable(QString::number(timer.elapsed()))); // Waiting would take five seconds.
        QVERIFY(studio.said(QStringLiteral("study.vmunet")));
        QVERIFY(QDir().rename(m_folder->filePath(QStringLiteral("gone")), m_folder->filePath(QStringLiteral("share"))));
        QTRY_COMPARE_WITH_TIMEOUT(saved->text(), QStringLiteral("Saved"), 10000);
    }
};

QTEST_MAIN(StorageNoticesTest)
#include "storage_notices_test.moc"
