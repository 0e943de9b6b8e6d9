// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "tests/core/image/expected_table.h"

#include <QBuffer>
#include <QColorSpace>
#include <QDir>
#include <QImageWriter>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <unistd.h>

using namespace vmunet;
using namespace vmunet::test;

namespace {

const QString kImages = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/images/");

QImage colourful(QSize size = {64, 48})
{
    QImage image(size, QImage::Format_RGB888);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            image.setPixelColor(x, y, QColor(x * 3 % 256, y * 5 % 256, (x * y) % 256));
        }
    }
    return image;
}

QByteArray encoded(const QImage &image, const char *format)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QByteArray name(format);
    const bool isProgressive = name.startsWith("progressive ");
    QImageWriter writer(&buffer, isProgressive ? name.mid(12) : name);
    writer.setProgressiveScanWrite(isProgressive);
    writer.write(image);
    return buffer.data();
}

/// Mean absolute difference of two photographs' samples.
double difference(const Image &a, const Image &b)
{
    qint64 sum = 0;
    for (qsizetype i = 0; i < a.samples.size(); ++i) {
        sum += qAbs(int(uchar(a.samples[i])) - int(uchar(b.samples[i])));
    }
    return double(sum) / double(a.samples.size());
}

} // namespace

class PhotoReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyFormatBecomesTheSameRgb_data();
    void everyFormatBecomesTheSameRgb();
    void exifOrientationIsApplied_data();
    void exifOrientationIsApplied();
    void theContentDecidesNotTheExtension();
    void transparencyLiesOnWhite();
    void deepGreyIsStretchedAndSaysSo();
    void deepColourKeepsItsHighByte();
    void anEmbeddedProfileBecomesSrgb();
    void onlyTheFirstOfSeveralPagesIsReadAndThatIsSaid();
    void aTruncatedFileIsAnErrorAndNeverAPartialImage_data();
    void aTruncatedFileIsAnErrorAndNeverAPartialImage();
    void aHugeHeaderIsRefusedBeforeAllocation();
    void badFilesGiveOneLineWithTheirName_data();
    void badFilesGiveOneLineWithTheirName();
    void everyTestFileOpensOrIsRefusedAsListed_data();
    void everyTestFileOpensOrIsRefusedAsListed();
    void aFolderWithoutImagesIsNamed();
    void aMissingPathIsNamed();
    void anUnreadableFileOrFolderIsNamed();
    void threeSamplesOfTiffGreyAreColour();
    void renderedPhotographEqualsItsPixels();

private:
    QString write(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            return {};
        }
        return path;
    }

    QTemporaryDir m_folder;
};

void PhotoReaderTest::everyFormatBecomesTheSameRgb_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("bmp") << QStringLiteral("derm.bmp") << 0.0;
    QTest::newRow("tiff lzw") << QStringLiteral("derm_lzw.tif") << 0.0;
    QTest::newRow("palette") << QStringLiteral("derm_palette.png") << 8.0;
    QTest::newRow("webp") << QStringLiteral("derm.webp") << 4.0;
    QTest::newRow("progressive") << QStringLiteral("derm_progressive.jpg") << 4.0;
    QTest::newRow("cmyk") << QStringLiteral("derm_cmyk.jpg") << 6.0;
    QTest::newRow("jpeg 2000") << QStringLiteral("derm.jp2") << 6.0;
}

void PhotoReaderTest::everyFormatBecomesTheSameRgb()
{
    QFETCH(QString, name);
    QFETCH(double, tolerance);
    if (!QFile::exists(kImages + name)) {
        QSKIP("The shared test images are not beside this checkout.");
    }
    const Result<Image> reference = loadImage(kImages + QStringLiteral("derm_upright.png"));
    QVERIFY(reference);
    const Result<Image> image = loadImage(kImages + name);
    QVERIFY2(image, image ? "" : qPrintable(image.error().message));
    QCOMPARE(image->size(), QSize(320, 240));
    QCOMPARE(image->channels, 3);
    QCOMPARE(image->kind, ImageKind::Photograph);
    QCOMPARE_LE(difference(*image, *reference), tolerance);
}

void PhotoReaderTest::exifOrientationIsApplied_data()
{
    QTest::addColumn<QString>("name");
    for (int i = 1; i <= 8; ++i) {
        QTest::addRow("%d", i) << QStringLiteral("derm_exif%1.jpg").arg(i);
    }
}

void PhotoReaderTest::exifOrientationIsApplied()
{
    QFETCH(QString, name);
    if (!QFile::exists(kImages + name)) {
        QSKIP("The shared test images are not beside this checkout.");
    }
    const Result<Image> upright = loadImage(kImages + QStringLiteral("derm_upright.png"));
    const Result<Image> image = loadImage(kImages + name);
    QVERIFY(upright && image);
    QCOMPARE(image->size(), upright->size());
    QCOMPARE_LE(difference(*image, *upright), 4.0);
}

void PhotoReaderTest::theContentDecidesNotTheExtension()
{
    const QString path = write(QStringLiteral("really_a_png.jpg"), encoded(colourful(), "png"));
    const Result<Image> image = loadImage(path);
    QVERIFY(image);
    QCOMPARE(renderSlice(*image, 0, {}), colourful());
}

void PhotoReaderTest::transparencyLiesOnWhite()
{
    QImage image(4, 1, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    image.setPixelColor(1, 0, QColor(10, 20, 30));
    image.setPixelColor(2, 0, QColor(0, 0, 0, 128));
    const Result<Image> read = loadImage(write(QStringLiteral("alpha.png"), encoded(image, "png")));
    QVERIFY(read);
    QCOMPARE(valuesAt(*read, 0, 0, 0), (std::vector<double>{255, 255, 255}));
    QCOMPARE(valuesAt(*read, 0, 1, 0), (std::vector<double>{10, 20, 30}));
    QCOMPARE_LE(qAbs(valuesAt(*read, 0, 2, 0)[0] - 127), 1.0);
}

void PhotoReaderTest::deepGreyIsStretchedAndSaysSo()
{
    QImage image(3, 1, QImage::Format_Grayscale16);
    auto *line = reinterpret_cast<quint16 *>(image.scanLine(0));
    line[0] = 1000;
    line[1] = 2000;
    line[2] = 3000;
    const Result<Image> read = loadImage(write(QStringLiteral("deep.png"), encoded(image, "png")));
    QVERIFY(read);
    QCOMPARE(valuesAt(*read, 0, 0, 0)[0], 0.0);
    QCOMPARE(valuesAt(*read, 0, 1, 0)[0], 128.0);
    QCOMPARE(valuesAt(*read, 0, 2, 0)[0], 255.0);
    QCOMPARE(read->warnings.size(), 1);
    QVERIFY(read->warnings.first().contains(QStringLiteral("1000")));
}

void PhotoReaderTest::deepColourKeepsItsHighByte()
{
    QImage image(1, 1, QImage::Format_RGBX64);
    image.fill(QColor::fromRgba64(0x1234, 0x8000, 0xffff));
    const Result<Image> read = loadImage(write(QStringLiteral("deep_rgb.png"), encoded(image, "png")));
    QVERIFY(read);
    QCOMPARE(valuesAt(*read, 0, 0, 0), (std::vector<double>{0x12, 0x80, 0xff}));
}

void PhotoReaderTest::anEmbeddedProfileBecomesSrgb()
{
    QImage image(1, 1, QImage::Format_RGB32);
    image.fill(QColor(0, 200, 0));
    image.setColorSpace(QColorSpace(QColorSpace::DisplayP3));
    const QImage expected =
        image.convertedToColorSpace(QColorSpace(QColorSpace::SRgb)).convertToFormat(QImage::Format_RGB32);
    const Result<Image> read = loadImage(write(QStringLiteral("p3.png"), encoded(image, "png")));
    QVERIFY(read);
    QVERIFY(expected.pixelColor(0, 0) != image.pixelColor(0, 0));
    QCOMPARE_LE(qAbs(valuesAt(*read, 0, 0, 0)[1] - expected.pixelColor(0, 0).green()), 1.0);
}

void PhotoReaderTest::onlyTheFirstOfSeveralPagesIsReadAndThatIsSaid()
{
    QByteArray tiff = encoded(colourful(), "tiff");
    QVERIFY(tiff.startsWith("II"));
    QVERIFY(loadImage(write(QStringLiteral("one.tif"), tiff))->warnings.isEmpty());
    // A second page that shows the pixels of the first.
    const auto page = qsizetype(qFromLittleEndian<quint32>(tiff.constData() + 4));
    const qsizetype bytes = 2 + 12 * qFromLittleEndian<quint16>(tiff.constData() + page);
    const qsizetype second = tiff.size() + tiff.size() % 2;
    tiff.append(second - tiff.size(), char(0));
    tiff += tiff.mid(page, bytes + 4);
    qToLittleEndian(quint32(second), tiff.data() + page + bytes);
    const Result<Image> image = loadImage(write(QStringLiteral("two.tif"), tiff));
    QVERIFY2(image, image ? "" : qPrintable(image.error().message));
    QCOMPARE(renderSlice(*image, 0, {}), colourful());
    QCOMPARE(image->warnings.size(), 1);
    QVERIFY(image->warnings.first().contains(QStringLiteral("pages")));
}

void PhotoReaderTest::aTruncatedFileIsAnErrorAndNeverAPartialImage_data()
{
    QTest::addColumn<QByteArray>("format");
    for (const char *format : {"png", "jpeg", "progressive jpeg", "bmp", "tiff", "webp"}) {
        QTest::addRow("%s", format) << QByteArray(format);
    }
}

void PhotoReaderTest::aTruncatedFileIsAnErrorAndNeverAPartialImage()
{
    QFETCH(QByteArray, format);
    const QByteArray whole = encoded(colourful({200, 150}), format.constData());
    QVERIFY(loadImage(write(QStringLiteral("whole"), whole)));
    for (const double part : {0.02, 0.3, 0.6, 0.9, 0.99}) {
        const QString path = write(QStringLiteral("cut"), whole.left(qsizetype(double(whole.size()) * part)));
        const Result<Image> image = loadImage(path);
        QVERIFY2(!image, qPrintable(QStringLiteral("%1 of %2").arg(part).arg(QString::fromLatin1(format))));
        QVERIFY(image.error().message.contains(path));
    }
}

void PhotoReaderTest::aHugeHeaderIsRefusedBeforeAllocation()
{
    QByteArray png = encoded(colourful(), "png");
    const quint32 side = qToBigEndian<quint32>(100'000);
    png.replace(16, 4, reinterpret_cast<const char *>(&side), 4);
    png.replace(20, 4, reinterpret_cast<const char *>(&side), 4);
    // The checksum of the header chunk, so that only its size is wrong.
    quint32 crc = 0xffffffffU;
    for (qsizetype i = 12; i < 29; ++i) {
        crc ^= uchar(png[i]);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320U : 0);
        }
    }
    crc = qToBigEndian(~crc);
    png.replace(29, 4, reinterpret_cast<const char *>(&crc), 4);
    const QString path = write(QStringLiteral("huge.png"), png);
    const Result<Image> image = loadImage(path);
    QVERIFY(!image);
    QCOMPARE(image.error().code, ErrorCode::Unsupported);
    QVERIFY(image.error().message.contains(QStringLiteral("100000")));

    QByteArray bmp = encoded(colourful(), "bmp");
    const quint32 little = qToLittleEndian<quint32>(100'000);
    bmp.replace(18, 4, reinterpret_cast<const char *>(&little), 4);
    bmp.replace(22, 4, reinterpret_cast<const char *>(&little), 4);
    QVERIFY(!loadImage(write(QStringLiteral("huge.bmp"), bmp)));
}

void PhotoReaderTest::badFilesGiveOneLineWithTheirName_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("empty.png") << QByteArray() << ErrorCode::Corrupt;
    QTest::newRow("text.jpg") << QByteArray("not an image at all") << ErrorCode::Unsupported;
    QTest::newRow("only_signature.png") << QByteArray("\x89PNG\r\n\x1a\n") << ErrorCode::Corrupt;
    QTest::newRow("only_magic.jpg") << QByteArray("\xff\xd8\xff\xe0") << ErrorCode::Corrupt;
    QTest::newRow("only_magic.tif") << QByteArray("II*\0\x08\0\0\0", 8) << ErrorCode::Corrupt;
    QTest::newRow("only_magic.jp2") << QByteArray("\0\0\0\x0cjP  \r\n\x87\n", 12) << ErrorCode::Corrupt;
}

void PhotoReaderTest::badFilesGiveOneLineWithTheirName()
{
    QFETCH(QByteArray, content);
    QFETCH(ErrorCode, code);
    const QString path = write(QString::fromLatin1(QTest::currentDataTag()), content);
    const Result<Image> image = loadImage(path);
    QVERIFY(!image);
    QCOMPARE(image.error().code, code);
    QVERIFY(image.error().message.contains(path));
    QVERIFY(!image.error().message.contains(QLatin1Char('\n')));
}

void PhotoReaderTest::everyTestFileOpensOrIsRefusedAsListed_data()
{
    QTest::addColumn<Row>("row");
    const std::vector<Row> rows = readExpected(kImages + QStringLiteral("expected.csv"));
    if (rows.empty()) {
        QSKIP("The shared test images are not beside this checkout.");
    }
    for (const Row &row : rows) {
        QTest::newRow(qPrintable(row[QStringLiteral("file")])) << row;
    }
}

void PhotoReaderTest::everyTestFileOpensOrIsRefusedAsListed()
{
    QFETCH(Row, row);
    const QString path = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/") + row[QStringLiteral("file")];
    const Result<Image> image = loadImage(path);
    if (row[QStringLiteral("expect")].startsWith(QLatin1String("clear refusal"))) {
        QVERIFY(!image);
        QVERIFY(image.error().message.contains(path));
        return;
    }
    QVERIFY2(image, image ? "" : qPrintable(image.error().message));
    QCOMPARE(image->kind, ImageKind::Photograph);
    const QStringList sides = row[QStringLiteral("size")].split(QLatin1Char('x'));
    const QSize listed(sides[0].toInt(), sides[1].toInt());
    // The table has the sides as stored; orientations from 5 on lie on their side.
    QVERIFY(image->size() == listed || image->size() == listed.transposed());
}

void PhotoReaderTest::aFolderWithoutImagesIsNamed()
{
    const QTemporaryDir empty;
    const Result<Image> nothing = loadImage(empty.path());
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().code, ErrorCode::NotFound);
    QVERIFY(nothing.error().message.contains(empty.path()));

    QFile note(empty.filePath(QStringLiteral("readme.txt")));
    QVERIFY(note.open(QIODevice::WriteOnly) && note.write("no image") > 0);
    note.close();
    QVERIFY(!loadImage(empty.path()));
}

void PhotoReaderTest::aMissingPathIsNamed()
{
    const QString path = m_folder.filePath(QStringLiteral("nowhere/lesion.jpg"));
    const Result<Image> image = loadImage(path);
    QVERIFY(!image);
    QCOMPARE(image.error().code, ErrorCode::NotFound);
    QVERIFY(image.error().message.contains(path));
}

void PhotoReaderTest::anUnreadableFileOrFolderIsNamed()
{
    if (geteuid() == 0) {
        QSKIP("The superuser reads everything.");
    }
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("locked.png"));
    QVERIFY(colourful().save(path));
    QVERIFY(QFile::setPermissions(path, QFile::Permissions()));
    const Result<Image> file = loadImage(path);
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::Io);
    QVERIFY(file.error().message.contains(path));

    QVERIFY(QFile::setPermissions(folder.path(), QFile::WriteOwner));
    const Result<Image> closed = loadImage(folder.path());
    QVERIFY(QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    QVERIFY(!closed);
    QCOMPARE(closed.error().code, ErrorCode::Io);
    QVERIFY(closed.error().message.contains(folder.path()));
}

void PhotoReaderTest::threeSamplesOfTiffGreyAreColour()
{
    const QString path = QStringLiteral(VMUNET_SHARED_DATA "/data/benchmarks/CVC-ClinicDB/Original/1.tif");
    if (!QFile::exists(path)) {
        QSKIP("The shared test images are not beside this checkout.");
    }
    const Result<Image> image = loadImage(path);
    QVERIFY2(image, image ? "" : qPrintable(image.error().message));
    QCOMPARE(image->size(), QSize(384, 288));
    const std::vector<double> pixel = valuesAt(*image, 0, 192, 144);
    QVERIFY2(pixel[0] > pixel[2] + 20, "the inside of a bowel is red");
}

void PhotoReaderTest::renderedPhotographEqualsItsPixels()
{
    const QImage odd = colourful({37, 5}); // Rows of 111 bytes: QImage pads them, samples do not.
    const Result<Image> image = loadImage(write(QStringLiteral("odd.png"), encoded(odd, "png")));
    QVERIFY(image);
    QCOMPARE(image->samples.size(), 37 * 5 * 3);
    QCOMPARE(renderSlice(*image, 0, {}), odd);
    QVERIFY(renderSlice(*image, 1, {}).isNull());
}

QTEST_GUILESS_MAIN(PhotoReaderTest)
#include "photo_reader_test.moc"
