// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/app_paths.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class AppPathsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theEnvironmentComesFirst()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("models")));
        QFile file(folder.filePath(QStringLiteral("models/one.safetensors")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        qputenv("VMUNET_RESOURCE_DIR", folder.path().toLocal8Bit());
        QCOMPARE(findResource(QStringLiteral("models/one.safetensors")),
            QFileInfo(file.fileName()).canonicalFilePath());
        qunsetenv("VMUNET_RESOURCE_DIR");
        QVERIFY(findResource(QStringLiteral("models/one.safetensors")).isEmpty());
    }

    void whatIsNowhereIsEmpty() { QVERIFY(findResource(QStringLiteral("no/such.file")).isEmpty()); }

    void onlyFoldersThatExistAreNamed()
    {
        qputenv("VMUNET_RESOURCE_DIR", "/no/such/folder");
        for (const QString &folder : resourceFolders()) {
            QVERIFY(QDir(folder).exists());
        }
        qunsetenv("VMUNET_RESOURCE_DIR");
    }
};

QTEST_GUILESS_MAIN(AppPathsTest)
#include "app_paths_test.moc"
