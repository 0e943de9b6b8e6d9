// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/npz_reader.h"

#include "tests/support/npz_writer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class NpzReaderTest : public QObject {
    Q_OBJECT

    QString written(const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(QStringLiteral("case.npz"));
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
    }

    static QByteArray archive() { return test::storedZip({{"image.npy", test::npyFloats(2, 3, {1, 2, 3, 4, 5, 6})}}); }

private Q_SLOTS:
    void storedAndDeflatedSlicesAreRead_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("stored") << QStringLiteral("case1001_slice000.npz");
        QTest::newRow("deflated") << QStringLiteral("case1001_slice001.npz");
    }

    void storedAndDeflatedSlicesAreRead()
    {
        QFETCH(QString, name);
        const QString path = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/synapse_layout/train_npz/") + name;
        if (!QFile::exists(path)) {
            QSKIP("the Synapse slices are not at hand");
        }
        const auto arrays = readNpz(path, {QStringLiteral("image"), QStringLiteral("label")});
        QVERIFY2(arrays, arrays ? "" : qPrintable(arrays.error().message));
        QCOMPARE(arrays->at(0).shape, (std::vector<qint64>{101, 122}));
        QCOMPARE(arrays->at(1).shape, arrays->at(0).shape);
        const std::vector<float> values = arrays->at(0).toFloats();
        QVERIFY(*std::min_element(values.begin(), values.end()) >= 0);
        QVERIFY(*std::max_element(values.begin(), values.end()) <= 1);
    }

    void elementsComeInRowOrder()
    {
        const auto arrays = readNpz(written(archive()), {QStringLiteral("image")});
        QVERIFY(arrays);
        QCOMPARE(arrays->at(0).toFloats(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    }

    void aMissingArrayIsNamed()
    {
        const auto arrays = readNpz(written(archive()), {QStringLiteral("label")});
        QVERIFY(!arrays);
        QCOMPARE(arrays.error().code, ErrorCode::NotFound);
        QVERIFY(arrays.error().message.contains(QStringLiteral("\"label\"")));
    }

    void everyTruncationIsRefused()
    {
        const QByteArray whole = archive();
        for (qsizetype size = 0; size < whole.size(); ++size) {
            QVERIFY2(!readNpz(written(whole.left(size)), {QStringLiteral("image")}), qPrintable(QString::number(size)));
        }
    }

    void everyChangedByteIsRefusedOrHarmless()
    {
        const QByteArray whole = archive();
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (const int flip : {0xff, 0x01, 0x80}) {
                QByteArray damaged = whole;
                damaged[at] = char(damaged[at] ^ flip);
                const auto arrays = readNpz(written(damaged), {QStringLiteral("image")});
                if (arrays) {
                    QCOMPARE(arrays->at(0).toFloats(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
                }
            }
        }
    }

    void hostileHeadersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("dictionary");
        const auto shape = [](const char *text) {
            return QByteArray("{'descr': '<f4', 'fortran_order': False, 'shape': (") + text + "), }";
        };
        QTest::newRow("more elements than bytes") << shape("1000, 1000");
        QTest::newRow("fewer elements than bytes") << shape("1, 1");
        QTest::newRow("product overflows") << shape("4294967296, 4294967296, 4");
        QTest::newRow("beyond 64 bits") << shape("99999999999999999999");
        QTest::newRow("negative") << shape("-2, 3");
        QTest::newRow("objects") << QByteArray("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }");
        QTest::newRow("code") << QByteArray("__import__('os').system('true')");
        QTest::newRow("empty") << QByteArray();
    }

    void hostileHeadersAreRefused()
    {
        QFETCH(QByteArray, dictionary);
        QVERIFY(!parseNpy(test::npyFile(dictionary, QByteArray(24, '\0')), QStringLiteral("array")));
    }

    void aHeaderLengthBeyondTheFileIsRefused()
    {
        QByteArray bytes = test::npyFloats(2, 3, {1, 2, 3, 4, 5, 6});
        bytes[8] = char(0xff);
        bytes[9] = char(0xff);
        QVERIFY(!parseNpy(bytes, QStringLiteral("array")));
    }

    void otherNumberTypesAndOrdersAreConverted_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("order");
        QTest::addColumn<QByteArray>("elements");
        QTest::newRow("uint8") << QByteArray("|u1") << QByteArray("False") << QByteArray::fromHex("010203040506");
        QTest::newRow("column-major") << QByteArray("|u1") << QByteArray("True") << QByteArray::fromHex("010402050306");
        QTest::newRow("big-endian int16")
            << QByteArray(">i2") << QByteArray("False") << QByteArray::fromHex("000100020003000400050006");
        QTest::newRow("half") << QByteArray("<f2") << QByteArray("False")
                              << QByteArray::fromHex("003c00400042004400450046");
    }

    void otherNumberTypesAndOrdersAreConverted()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, order);
        QFETCH(QByteArray, elements);
        const QByteArray dictionary = "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': (2, 3), }";
        const auto array = parseNpy(test::npyFile(dictionary, elements), QStringLiteral("array"));
        QVERIFY2(array, array ? "" : qPrintable(array.error().message));
        QCOMPARE(array->toFloats(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(NpzReaderTest)
#include "npz_reader_test.moc"
