// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/manifest.h"

#include "core/dataset/layouts.h"
#include "tests/support/picture_files.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class ManifestTest : public QObject {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder->filePath(name); }

    TrainingSet hashedSet()
    {
        for (const char *file : {"set/images/a.png", "set/masks/a.png", "set/images/b.png", "set/masks/b.png"}) {
            if (!test::writePicture(path(QLatin1String(file)), {8, 6}, Qt::white)) {
                return {};
            }
        }
        TrainingSet set = *readLayout(path(QStringLiteral("set")), QStringLiteral("folder"));
        set.samples[1].revision = 7;
        set.samples[1].furtherMaskPaths = QStringList{set.samples[0].maskPath};
        set.excluded.push_back({QStringLiteral("c"), QStringLiteral("too dark")});
        return hashFiles(set) ? set : TrainingSet{};
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void whatIsWrittenIsReadBackExactly()
    {
        const TrainingSet set = hashedSet();
        const QString file = path(QStringLiteral("manifest.json"));
        QVERIFY(writeManifest(set, file));
        const auto back = readManifest(file);
        QVERIFY2(back, back ? "" : qPrintable(back.error().message));
        QVERIFY(*back == set);
    }

    void theManifestHoldsNoAbsolutePaths()
    {
        QVERIFY(writeManifest(hashedSet(), path(QStringLiteral("manifest.json"))));
        QFile file(path(QStringLiteral("manifest.json")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains(m_folder->path().toUtf8()));
    }

    void aMovedSetIsFoundUnderAnotherRoot()
    {
        QVERIFY(writeManifest(hashedSet(), path(QStringLiteral("manifest.json"))));
        QVERIFY(QDir(m_folder->path()).rename(QStringLiteral("set"), QStringLiteral("elsewhere")));
        const auto set = readManifest(path(QStringLiteral("manifest.json")), path(QStringLiteral("elsewhere")));
        QVERIFY(set);
        QVERIFY(verifyFiles(*set));
    }

    void aChangedFileIsNamed()
    {
        const TrainingSet set = hashedSet();
        QVERIFY(verifyFiles(set));
        QVERIFY(test::writePicture(path(QStringLiteral("set/masks/b.png")), {8, 6}, Qt::black));
        const Status verified = verifyFiles(set);
        QVERIFY(!verified);
        QCOMPARE(verified.error().code, ErrorCode::Corrupt);
        QVERIFY(verified.error().message.contains(QStringLiteral("masks/b.png")));
    }

    void aFailedWriteLeavesTheOldManifest()
    {
        TrainingSet set = hashedSet();
        const QString file = path(QStringLiteral("manifest.json"));
        QVERIFY(writeManifest(set, file));
        set.samples[0].imageSha256.clear();
        set.samples[0].imagePath = path(QStringLiteral("set/images/gone.png"));
        const Status written = writeManifest(set, file);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::NotFound);
        QVERIFY(readManifest(file));
    }

    void damagedManifestsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::newRow("not ours") << QByteArray("vmunet-training-set") << QByteArray("something");
        QTest::newRow("newer") << QByteArray("\"version\": 1") << QByteArray("\"version\": 9");
        QTest::newRow("unknown task") << QByteArray("\"dermoscopy\"") << QByteArray("\"x-ray\"");
        QTest::newRow("no split") << QByteArray("\"split\"") << QByteArray("\"spilt\"");
        QTest::newRow("twice the same id") << QByteArray("\"id\": \"b\"") << QByteArray("\"id\": \"a\"");
        QTest::newRow("no JSON") << QByteArray("{") << QByteArray("[");
    }

    void damagedManifestsAreRefused()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        const QString name = path(QStringLiteral("manifest.json"));
        QVERIFY(writeManifest(hashedSet(), name));
        QFile file(name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray content = file.readAll();
        file.close();
        QVERIFY(content.contains(before));
        QVERIFY(test::writeFile(name, content.replace(before, after)));
        QVERIFY(!readManifest(name));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(ManifestTest)
#include "manifest_test.moc"
