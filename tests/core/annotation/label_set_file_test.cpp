// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/label_set_file.h"

#include "core/annotation/common_structures.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

namespace {

LabelSet everything()
{
    LabelSet labels = LabelSet::synapseOrgans();
    labels.rename(Label{3}, QStringLiteral("Niere \u2013 links"));
    labels.setColor(Label{3}, QColor(1, 2, 3));
    labels.setVisible(Label{2}, false);
    labels.setLocked(Label{5}, true);
    labels.move(Label{8}, 0);
    const CodedStructure *liver = findStructure(QStringLiteral("liver"));
    labels.setCodes(Label{5}, liver->category, liver->type);
    return labels;
}

QByteArray withLabel(const QByteArray &label)
{
    return "{\"format\":\"vmunet-labels\",\"version\":1,\"labels\":[" + label + "]}";
}

} // namespace

class LabelSetFileTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aSetComesBackAsItWas()
    {
        const Result<LabelSet> read = decodeLabelSet(encodeLabelSet(everything()), QStringLiteral("x"));
        QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
        QCOMPARE(*read, everything());
        QCOMPARE(read->find(Label{5})->type.value, QStringLiteral("10200004"));
    }

    void aFileComesBackAsItWas()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("labels.json"));
        QVERIFY(writeLabelSetFile(everything(), path));
        const Result<LabelSet> read = readLabelSetFile(path);
        QVERIFY(read);
        QCOMPARE(*read, everything());
        QVERIFY(!writeLabelSetFile(everything(), folder.filePath(QStringLiteral("none/labels.json"))));
        QCOMPARE(readLabelSetFile(folder.filePath(QStringLiteral("none.json"))).error().code, ErrorCode::Io);
    }

    void onlyNumberAndNameAreNeeded()
    {
        const Result<LabelSet> read =
            decodeLabelSet(withLabel("{\"number\":7,\"name\":\" Polyp \",\"more\":[]}"), QStringLiteral("x"));
        QVERIFY(read);
        const LabelInfo &info = read->labels().front();
        QCOMPARE(info.label, Label{7});
        QCOMPARE(info.name, QStringLiteral("Polyp"));
        QCOMPARE(info.color, defaultLabelColor(6));
        QVERIFY(info.visible && !info.locked && info.type.isNull());
    }

    void hostileFilesAreRefusedWithOneLine_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("PK\x03\x04 something");
        QTest::newRow("an array") << QByteArray("[1, 2]");
        QTest::newRow("another format") << QByteArray("{\"format\":\"coco\"}");
        QTest::newRow("newer") << QByteArray("{\"format\":\"vmunet-labels\",\"version\":2,\"labels\":[]}");
        QTest::newRow("no labels") << withLabel("");
        QTest::newRow("a label that is a number") << withLabel("5");
        QTest::newRow("background") << withLabel("{\"number\":0,\"name\":\"x\"}");
        QTest::newRow("too high") << withLabel("{\"number\":256,\"name\":\"x\"}");
        QTest::newRow("a fraction") << withLabel("{\"number\":1.5,\"name\":\"x\"}");
        QTest::newRow("infinite") << withLabel("{\"number\":1e999,\"name\":\"x\"}");
        QTest::newRow("twice") << withLabel("{\"number\":1,\"name\":\"x\"},{\"number\":1,\"name\":\"y\"}");
        QTest::newRow("no name") << withLabel("{\"number\":1,\"name\":\"  \"}");
        QTest::newRow("control characters") << withLabel("{\"number\":1,\"name\":\"a\\u0007b\"}");
        QTest::newRow("a long name") << withLabel("{\"number\":1,\"name\":\"" + QByteArray(65, 'x') + "\"}");
        QTest::newRow("no colour") << withLabel("{\"number\":1,\"name\":\"x\",\"color\":\"#zz\"}");
        QTest::newRow("half a code") << withLabel("{\"number\":1,\"name\":\"x\",\"type\":{\"value\":\"1\"}}");
        QTest::newRow("a long code") << withLabel("{\"number\":1,\"name\":\"x\",\"type\":{\"value\":\""
            + QByteArray(17, '1') + "\",\"scheme\":\"S\",\"meaning\":\"m\"}}");
        QTest::newRow("deep") << QByteArray(100000, '[');
        QByteArray many;
        for (int i = 0; i < 300; ++i) {
            many += (i ? "," : "") + QByteArray("{\"number\":1,\"name\":\"x\"}");
        }
        QTest::newRow("many") << withLabel(many);
    }

    void hostileFilesAreRefusedWithOneLine()
    {
        QFETCH(QByteArray, json);
        const Result<LabelSet> read = decodeLabelSet(json, QStringLiteral("labels.json"));
        QVERIFY(!read);
        QVERIFY(read.error().message.contains(QStringLiteral("labels.json")));
        QVERIFY(!read.error().message.contains(QLatin1Char('\n')));
    }

    void hugeFilesAreNotRead()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("labels.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.resize(qint64(1) << 34));
        file.close();
        const Result<LabelSet> read = readLabelSetFile(path);
        QCOMPARE(read.error().code, ErrorCode::Corrupt);
    }

    void commonStructuresAreWellFormedCodes()
    {
        QSet<QString> names;
        for (const CodedStructure &one : commonStructures()) {
            QVERIFY2(!names.contains(one.name), qPrintable(one.name));
            names.insert(one.name);
            QCOMPARE(one.type.scheme, QStringLiteral("SCT"));
            QVERIFY(one.type.value.size() >= 6 && one.type.value.size() <= 16);
            QVERIFY(!one.category.isNull());
        }
        for (const LabelSet &preset : {LabelSet::lesion(), LabelSet::synapseOrgans(), LabelSet::acdcHeart()}) {
            for (const LabelInfo &info : preset.labels()) {
                QVERIFY2(findStructure(info.name), qPrintable(info.name));
            }
        }
        QVERIFY(!findStructure(QStringLiteral("teapot")));
    }

    void structuresMoveAndGoByNumber()
    {
        LabelSet labels = LabelSet::fromNames({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        const auto order = [&labels] {
            QString names;
            for (const LabelInfo &info : labels.labels()) {
                names += info.name;
            }
            return names;
        };
        labels.move(Label{3}, 0);
        QCOMPARE(order(), QStringLiteral("cab"));
        labels.move(Label{3}, 99);
        QCOMPARE(order(), QStringLiteral("abc"));
        labels.move(Label{9}, 0);
        labels.remove(Label{2});
        labels.remove(Label{9});
        QCOMPARE(order(), QStringLiteral("ac"));
        QCOMPARE(labels.add(QStringLiteral("d"), Qt::red), Label{2});
    }
};

QTEST_APPLESS_MAIN(LabelSetFileTest)
#include "label_set_file_test.moc"
