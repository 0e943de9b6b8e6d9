// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/storage_notices.h"

#include "core/storage/project.h"
#include "studio_fixture.h"
#include "widgets/panels/message_bar.h"

#include <QImage>
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
        second.screenshot(QStringLiteral("second_studio"));
        QStringList said;
        for (int i = 0; i < 10 && !bar.text().isEmpty(); ++i) {
            said << bar.text();
            bar.dismiss();
        }
        const QString all = said.join(QLatin1Char('\n'));
        QVERIFY2(all.contains(QStringLiteral("open elsewhere")), qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("works on this image")), qPrintable(all));
        second.action("brushTool")->trigger();
        second.drag({60, 60}, {120, 80});
        first.action("brushTool")->trigger();
        first.drag({160, 60}, {220, 90});
        QTRY_VERIFY(first.workbench().isSaved());
        QCOMPARE(second.workbench().session().store().pendingCount(), 0);
        const auto project = Project::open(m_project, Project::Mode::ReadOnly);
        QCOMPARE(*(*project)->annotations().mask(ImageId{1}, 0), first.workbench().document()->currentMask());
    }
};

QTEST_MAIN(StorageNoticesTest)
#include "storage_notices_test.moc"
