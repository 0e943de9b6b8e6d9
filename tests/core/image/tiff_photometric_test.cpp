// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "core/image/tiff_photometric.h"

#include <QBuffer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class TiffPhotometricTest : public QObject {
    Q_OBJECT

    static QByteArray tiff(const QColor &color, QImage::Format format)
    {
        QImage image(4, 3, QImage::Format_RGB888);
        image.fill(color);
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        image.convertToFormat(format).save(&buffer, "tiff");
        return bytes;
    }

    /// Where the value of tag 262 lies; the test's files are little-endian.
    static qsizetype photometricOf(const QByteArray &file)
    {
        return file.indexOf(QByteArray::fromHex("0601030001000000")) + 8;
    }

private Q_SLOTS:
    void coloursUnderAGreyTagAreReadAsColours()
    {
        QByteArray bytes = tiff(QColor(200, 100, 50), QImage::Format_RGB888);
        QCOMPARE(bytes.at(photometricOf(bytes)), char(2));
        bytes[photometricOf(bytes)] = 1;
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("mislabelled.tif")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        file.close();
        const auto image = loadImage(file.fileName());
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        QCOMPARE(image->samples.left(3), QByteArray("\xc8\x64\x32"));
    }

    void greyPicturesStayAsTheyAre()
    {
        QByteArray bytes = tiff(Qt::gray, QImage::Format_Grayscale8);
        const QByteArray before = bytes;
        correctTiffPhotometric(bytes);
        QCOMPARE(bytes, before);
    }

    void anyTruncationIsLeftAlone()
    {
        QByteArray whole = tiff(QColor(200, 100, 50), QImage::Format_RGB888);
        for (qsizetype size = 0; size <= whole.size(); ++size) {
            QByteArray part = whole.left(size);
            correctTiffPhotometric(part);
            QCOMPARE(part, whole.left(size));
        }
    }
};

QTEST_GUILESS_MAIN(TiffPhotometricTest)
#include "tiff_photometric_test.moc"
