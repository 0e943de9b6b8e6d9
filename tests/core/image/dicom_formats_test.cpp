// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "core/image/stored_summary.h"
#include "tests/core/image/expected_table.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

namespace {

const QString kFormats = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/");

/// Lossy JPEG: the standard leaves the last bit of the inverse cosine transform to the decoder. The table has these
/// from a decoder that rounds differently from the Independent JPEG Group's, which is used here and in most programs;
/// least, greatest and mean have to agree all the same.
const QStringList kRoundedDifferently{
    QStringLiteral("dicom/syntax/CTImage_jpeg_baseline.dcm"),
    QStringLiteral("dicom/syntax/CTImage_jpeg_extended12.dcm"),
    QStringLiteral("dicom/multiframe/examples_ybr_color.dcm"),
    QStringLiteral("dicom/multiframe/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm"),
};

bool isRoundedDifferently(const Row &row)
{
    return kRoundedDifferently.contains(row[QStringLiteral("file")]);
}

} // namespace

class DicomFormatsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFileReadsAsOtherReadersReadIt_data()
    {
        QTest::addColumn<Row>("row");
        const std::vector<Row> rows = readExpected(kFormats + QStringLiteral("dicom/expected.csv"));
        if (rows.empty()) {
            QSKIP("The shared test files are not beside this checkout.");
        }
        for (const Row &row : rows) {
            QTest::newRow(qPrintable(row[QStringLiteral("file")])) << row;
        }
    }

    void everyFileReadsAsOtherReadersReadIt()
    {
        QFETCH(Row, row);
        const QString path = kFormats + row[QStringLiteral("file")];
        const QString expect = row[QStringLiteral("expect")];
        const Result<Image> image = loadImage(path);
        if (!image) {
            QVERIFY2(expect != QLatin1String("open"), qPrintable(image.error().message));
            QVERIFY(image.error().message.contains(path));
            QVERIFY(!image.error().message.contains(QLatin1Char('\n')));
            return;
        }
        QVERIFY2(
            !expect.startsWith(QLatin1String("no image")) && expect != QLatin1String("clear refusal"), "was opened");
        if (row[QStringLiteral("decoded_by")].isEmpty()) {
            return;
        }
        const Result<StoredSummary> stored = storedSummary(*image);
        QVERIFY(stored);
        const double tolerance = isRoundedDifferently(row) ? 2 : 0;
        QCOMPARE_LE(qAbs(stored->min - row[QStringLiteral("min")].toDouble()), tolerance + 1e-6);
        QCOMPARE_LE(qAbs(stored->max - row[QStringLiteral("max")].toDouble()), tolerance + 1e-6);
        QCOMPARE_LE(
            qAbs(stored->mean - row[QStringLiteral("mean")].toDouble()), isRoundedDifferently(row) ? 0.1 : 1e-4);
        if (!isRoundedDifferently(row) && !row[QStringLiteral("sha256_le")].isEmpty()) {
            QCOMPARE(QString::fromLatin1(stored->sha256.left(16)), row[QStringLiteral("sha256_le")]);
        }
        checkShape(*image, row);
    }

private:
    static void checkShape(const Image &image, const Row &row)
    {
        QStringList shape = row[QStringLiteral("decoded_shape")].split(QLatin1Char('x'));
        const bool colour =
            row[QStringLiteral("photometric")] != QLatin1String("PALETTE COLOR") && image.kind == ImageKind::Photograph;
        if (colour) {
            QCOMPARE(shape.takeLast(), QStringLiteral("3"));
        }
        QCOMPARE(image.width, shape.takeLast().toInt());
        QCOMPARE(image.height, shape.takeLast().toInt());
        QCOMPARE(image.slices, shape.isEmpty() ? 1 : shape.takeLast().toInt());
    }
};

QTEST_GUILESS_MAIN(DicomFormatsTest)
#include "dicom_formats_test.moc"
