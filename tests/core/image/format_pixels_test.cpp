// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "core/image/stored_summary.h"
#include "tests/core/image/expected_table.h"

#include <QCryptographicHash>
#include <QDirIterator>
#include <QSet>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

namespace {

const QString kFormats = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/");
/// Made by make_pixel_hashes.py with readers that share no code with these.
const QString kReadings = QStringLiteral(VMUNET_TEST_DATA "/readings/pixels.csv");

QString shapeOf(const Image &image)
{
    QStringList sides{QString::number(image.height), QString::number(image.width)};
    if (image.slices > 1) {
        sides.prepend(QString::number(image.slices));
    }
    if (image.channels > 1) {
        sides << QString::number(image.channels);
    }
    return sides.join(QLatin1Char('x'));
}

QString sha256Of(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(16));
}

} // namespace

/// Each shared file, against the pixels of Pillow, GDCM, nibabel or SimpleITK; what those refuse is refused here.
class FormatPixelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFileHasThePixelsOfAnIndependentReader_data()
    {
        QTest::addColumn<Row>("row");
        if (!QFile::exists(kFormats)) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        for (const Row &row : readExpected(kReadings)) {
            QTest::newRow(qPrintable(row[QStringLiteral("file")])) << row;
        }
    }

    void everyFileHasThePixelsOfAnIndependentReader()
    {
        QFETCH(Row, row);
        const QString path = kFormats + row[QStringLiteral("file")];
        const Result<Image> image = loadImage(path);
        if (row[QStringLiteral("reader")] == QLatin1String("refused")) {
            QVERIFY2(!image, "a damaged file was opened");
            QVERIFY2(image.error().message.contains(path), qPrintable(image.error().message));
            QVERIFY2(!image.error().message.contains(QLatin1Char('\n')), qPrintable(image.error().message));
            return;
        }
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        if (image->kind == ImageKind::Photograph && image->transferSyntax.isEmpty()) {
            QCOMPARE(shapeOf(*image), row[QStringLiteral("shape")]);
            QCOMPARE(sha256Of(image->samples), row[QStringLiteral("sha256")]);
            return;
        }
        const Result<StoredSummary> stored = storedSummary(*image);
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
        QCOMPARE(sampleTypeName(stored->type), row[QStringLiteral("sample")]);
        QCOMPARE(QString::fromLatin1(stored->sha256.left(16)), row[QStringLiteral("sha256")]);
    }

    void noFileIsLeftOut()
    {
        if (!QFile::exists(kFormats)) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        QSet<QString> listed;
        for (const QString &table : {kReadings, kFormats + QStringLiteral("dicom/expected.csv")}) {
            for (const Row &row : readExpected(table)) {
                listed << row[QStringLiteral("file")];
            }
        }
        QDirIterator it(kFormats, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString name = it.next().mid(kFormats.size());
            QVERIFY2(listed.contains(name) || name.endsWith(QLatin1String(".csv")), qPrintable(name));
        }
    }
};

QTEST_GUILESS_MAIN(FormatPixelsTest)
#include "format_pixels_test.moc"
