// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/coco_writer.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

namespace {

QJsonObject contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
}

/// Two parts of one label, one of them with a hole that holds another label.
Mask ringAndSpot()
{
    Mask mask({20, 14});
    mask.fill({2, 2, 8, 7}, Label{1});
    mask.fill({4, 4, 3, 2}, kBackground);
    mask.fill({4, 4, 1, 1}, Label{2});
    mask.fill({15, 9, 3, 4}, Label{1});
    return mask;
}

} // namespace

class CocoWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPixelComesBackHolesIncluded()
    {
        CocoWriter writer({QStringLiteral("ring"), QStringLiteral("spot")});
        writer.add(QStringLiteral("a.png"), ringAndSpot());
        writer.add(QStringLiteral("empty.png"), Mask({5, 6}));
        const QString path = m_folder.filePath(QStringLiteral("coco.json"));
        QVERIFY(writer.write(path));
        const auto masks = readCocoMasks(path);
        QVERIFY(masks);
        QCOMPARE(masks->size(), size_t(2));
        QVERIFY((*masks)[0] == ringAndSpot());
        QVERIFY((*masks)[1].isEmpty());
    }

    void annotationsCarryAreaAndBox()
    {
        CocoWriter writer({QStringLiteral("lesion")});
        Mask mask({10, 8});
        mask.fill({3, 2, 4, 5}, Label{1});
        writer.add(QStringLiteral("a.png"), mask);
        const QString path = m_folder.filePath(QStringLiteral("box.json"));
        QVERIFY(writer.write(path));
        const QJsonObject root = contents(path);
        const QJsonArray annotations = root[QStringLiteral("annotations")].toArray();
        QCOMPARE(annotations.size(), 1);
        QCOMPARE(annotations[0][QStringLiteral("area")].toInt(), 20);
        QCOMPARE(annotations[0][QStringLiteral("bbox")].toArray(), (QJsonArray{3, 2, 4, 5}));
        QCOMPARE(annotations[0][QStringLiteral("segmentation")].toArray().size(), 1);
        QCOMPARE(root[QStringLiteral("categories")][0][QStringLiteral("name")].toString(), QStringLiteral("lesion"));
        QCOMPARE(root[QStringLiteral("images")][0][QStringLiteral("file_name")].toString(), QStringLiteral("a.png"));
    }

    void damagedFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("another JSON") << QByteArray("{\"images\": 3}");
        QTest::newRow("huge image") << QByteArray(
            "{\"images\":[{\"id\":1,\"width\":2000000000,\"height\":2000000000}],\"annotations\":[]}");
        QTest::newRow("runs too long") << QByteArray(
            "{\"images\":[{\"id\":1,\"width\":2,\"height\":2}],\"annotations\":[{\"image_id\":1,\"category_id\":1,"
            "\"segmentation\":{\"counts\":[0,9],\"size\":[2,2]}}]}");
        QTest::newRow("no such image") << QByteArray(
            "{\"images\":[],\"annotations\":[{\"image_id\":1,\"category_id\":1,\"segmentation\":[]}]}");
    }

    void damagedFilesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QFile file(m_folder.filePath(QStringLiteral("damaged.json")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        const auto masks = readCocoMasks(file.fileName());
        QVERIFY(!masks);
        QCOMPARE(masks.error().code, ErrorCode::Corrupt);
    }

    void aFolderThatIsNotThereIsAnError()
    {
        CocoWriter writer({QStringLiteral("lesion")});
        writer.add(QStringLiteral("a.png"), Mask({4, 4}));
        const Status written = writer.write(m_folder.filePath(QStringLiteral("no/such/folder/coco.json")));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(CocoWriterTest)
#include "coco_writer_test.moc"
