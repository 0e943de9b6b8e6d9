// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/perceptual_hash.h"

#include <QBuffer>
#include <QDir>
#include <QImage>
#include <QTest>

#include <vector>

using namespace vmunet;

namespace {

PerceptualHash hashOf(const QImage &image)
{
    const QImage grey = image.convertToFormat(QImage::Format_Grayscale8);
    std::vector<float> values;
    for (int y = 0; y < grey.height(); ++y) {
        values.insert(values.end(), grey.constScanLine(y), grey.constScanLine(y) + grey.width());
    }
    return perceptualHash(values, grey.size());
}

QImage recompressed(const QImage &image)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.scaledToWidth(image.width() * 6 / 10, Qt::SmoothTransformation).save(&buffer, "JPG", 50);
    return QImage::fromData(bytes);
}

} // namespace

class PerceptualHashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePictureStaysTheSameWhenScaledAndRecompressed()
    {
        const QDir folder(QStringLiteral(VMUNET_SHARED_DATA "/data/dermoscopy/images"));
        const QStringList names = folder.entryList({QStringLiteral("*.jpg")}, QDir::Files).mid(0, 40);
        if (names.isEmpty()) {
            QSKIP("The shared photographs are not here.");
        }
        std::vector<PerceptualHash> hashes;
        for (const QString &name : names) {
            const QImage image(folder.filePath(name));
            hashes.push_back(hashOf(image));
            QVERIFY2(distanceOf(hashes.back(), hashOf(recompressed(image))) <= kSamePicture, qPrintable(name));
        }
        for (size_t i = 0; i < hashes.size(); ++i) {
            for (size_t j = i + 1; j < hashes.size(); ++j) {
                QVERIFY(distanceOf(hashes[i], hashes[j]) > kSamePicture);
            }
        }
    }

    void whatShowsNothingHasNoHash()
    {
        QCOMPARE(perceptualHash({}, {}), PerceptualHash{});
        const std::vector<float> flat(100, 7.0F);
        QCOMPARE(perceptualHash(flat, {10, 10}), PerceptualHash{});
        QCOMPARE(perceptualHash(flat, {10, 11}), PerceptualHash{}); // Not that size.
        std::vector<float> dot(1, 3.0F);
        QCOMPARE(perceptualHash(dot, {1, 1}), PerceptualHash{});
    }
};

QTEST_GUILESS_MAIN(PerceptualHashTest)
#include "perceptual_hash_test.moc"
