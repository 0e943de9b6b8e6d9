// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/photo_reader.h"

#include "core/image/jpeg2000_reader.h"
#include "core/image/jpeg_reader.h"
#include "core/image/orientation.h"
#include "core/image/photo_completeness.h"
#include "core/image/tiff_reader.h"

#include <QBuffer>
#include <QColorSpace>
#include <QFile>
#include <QImageReader>
#include <QObject>

#include <algorithm>
#include <cstring>

namespace vmunet {

namespace {

constexpr qint64 kMaxFileBytes = qint64(1) << 30;
constexpr qint64 kMaxPixels = 250'000'000;

QByteArray pluginFor(FileFormat format)
{
    switch (format) {
    case FileFormat::Png:
        return "png";
    case FileFormat::Bmp:
        return "bmp";
    case FileFormat::Gif:
        return "gif";
    case FileFormat::WebP:
        return "webp";
    case FileFormat::Pnm:
        return "ppm";
    default:
        return {};
    }
}

Result<QByteArray> readWholeFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be opened: %2.").arg(path, file.errorString())};
    }
    if (file.size() > kMaxFileBytes) {
        return Error{
            ErrorCode::Unsupported, QObject::tr("%1 is larger than 1 GiB, too large for a photograph.").arg(path)};
    }
    QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be read: %2.").arg(path, file.errorString())};
    }
    return bytes;
}

Error truncated(const QString &path)
{
    return {ErrorCode::Corrupt,
        QObject::tr("%1 is truncated: the file ends before its image does. Copy it again.").arg(path)};
}

Error damaged(const QString &path, const QString &reason)
{
    return {ErrorCode::Corrupt, QObject::tr("%1 is damaged and cannot be read: %2.").arg(path, reason)};
}

Result<QImage> decode(const QString &path, FileFormat format, QByteArray bytes)
{
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, pluginFor(format));
    reader.setAutoTransform(true);
    if (!reader.canRead() && reader.error() == QImageReader::UnsupportedFormatError) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 is a %2 file, which this installation of Qt cannot read.")
                .arg(path, QString::fromLatin1(pluginFor(format).toUpper()))};
    }
    const QSize size = reader.size();
    if (size.isEmpty()) {
        return damaged(path, QObject::tr("its header holds no image size"));
    }
    if (qint64(size.width()) * size.height() > kMaxPixels) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 claims %2 x %3 pixels; at most 250 megapixels can be opened.")
                .arg(path)
                .arg(size.width())
                .arg(size.height())};
    }
    if (!isComplete(format, bytes)) {
        return truncated(path);
    }
    QImage pixels = reader.read();
    if (pixels.isNull()) {
        return damaged(path, reader.errorString());
    }
    return pixels;
}

/// Only a profile that somebody embedded: a bare PNG gamma is how cameras and tools say nothing.
bool isForeign(const QColorSpace &space)
{
    return space.isValid() && !space.description().isEmpty() && space != QColorSpace(QColorSpace::SRgb);
}

QImage toSrgb(const QImage &pixels)
{
    return isForeign(pixels.colorSpace()) ? pixels.convertedToColorSpace(QColorSpace::SRgb) : pixels;
}

/// In whole numbers, rounded, so that every reader of this file gets the same pixels.
QImage onWhite(const QImage &pixels)
{
    const QImage from = pixels.convertToFormat(QImage::Format_RGBA8888);
    QImage opaque(from.size(), QImage::Format_RGB888);
    for (int y = 0; y < opaque.height(); ++y) {
        const uchar *rgba = from.constScanLine(y);
        uchar *rgb = opaque.scanLine(y);
        for (int x = 0; x < opaque.width(); ++x, rgba += 4, rgb += 3) {
            for (int c = 0; c < 3; ++c) {
                rgb[c] = uchar((rgba[c] * rgba[3] + 255 * (255 - rgba[3]) + 127) / 255);
            }
        }
    }
    return opaque;
}

/// Least to greatest becomes black to white: sixteen bits of grey are a measurement, of which the top eight bits often
/// hold next to nothing.
QImage stretched(const QImage &deep, int *least, int *greatest)
{
    *least = 65535;
    *greatest = 0;
    for (int y = 0; y < deep.height(); ++y) {
        const auto *line = reinterpret_cast<const quint16 *>(deep.constScanLine(y));
        const auto [low, high] = std::minmax_element(line, line + deep.width());
        *least = std::min(*least, int(*low));
        *greatest = std::max(*greatest, int(*high));
    }
    const int range = std::max(1, *greatest - *least);
    QImage grey(deep.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < grey.height(); ++y) {
        const auto *from = reinterpret_cast<const quint16 *>(deep.constScanLine(y));
        uchar *to = grey.scanLine(y);
        for (int x = 0; x < grey.width(); ++x) {
            to[x] = uchar(((from[x] - *least) * 255 + range / 2) / range);
        }
    }
    return grey;
}

/// A decoded image, and what is to be said about it.
struct Decoded {
    QImage pixels;
    QStringList warnings;
};

Result<Decoded> decodeAny(const QString &path, FileFormat format, QByteArray bytes)
{
    if (format == FileFormat::Tiff) {
        const Result<TiffImage> tiff = readTiff(path, bytes, kMaxPixels);
        if (!tiff) {
            return tiff.error();
        }
        Decoded decoded{.pixels = tiff->page, .warnings = {}};
        if (!tiff->isOnlyPage) {
            decoded.warnings << QObject::tr("The file has several pages; the first one was opened.");
        }
        return decoded;
    }
    const Result<QImage> pixels =
        format == FileFormat::Jpeg2000 ? readJpeg2000(path, bytes, kMaxPixels) : decode(path, format, std::move(bytes));
    return pixels ? Result(Decoded{.pixels = *pixels, .warnings = {}}) : pixels.error();
}

Image emptyPhotograph(QSize size)
{
    Image image;
    image.kind = ImageKind::Photograph;
    image.width = size.width();
    image.height = size.height();
    image.channels = 3;
    image.photometric = QStringLiteral("RGB");
    return image;
}

/// Photographs are mostly JPEG, upright and sRGB: those keep the decoder's memory.
Result<Image> readJpegPhotograph(const QString &path, const QByteArray &bytes, const CancelFlag &cancel)
{
    Result<JpegImage> jpeg = readJpeg(path, bytes, kMaxPixels, cancel);
    if (!jpeg) {
        return jpeg.error();
    }
    Image image = emptyPhotograph(jpeg->size);
    if (jpeg->orientation == 1 && !isForeign(jpeg->profile)) {
        image.samples = std::move(jpeg->rgb);
    } else {
        const QImage stored(reinterpret_cast<const uchar *>(jpeg->rgb.constData()), image.width, image.height,
            qsizetype(image.width) * 3, QImage::Format_RGB888);
        QImage pixels = oriented(stored, jpeg->orientation);
        pixels.setColorSpace(jpeg->profile);
        image = photographOf(toSrgb(pixels));
    }
    image.path = path;
    return image;
}

} // namespace

Image photographOf(const QImage &pixels)
{
    const QImage rgb = pixels.convertToFormat(QImage::Format_RGB888);
    Image image = emptyPhotograph(rgb.size());
    const qsizetype line = qsizetype(rgb.width()) * 3;
    image.samples.resize(line * rgb.height());
    for (int y = 0; y < rgb.height(); ++y) {
        std::memcpy(image.samples.data() + y * line, rgb.constScanLine(y), size_t(line));
    }
    return image;
}

Result<Image> readPhotograph(const QString &path, FileFormat format, const CancelFlag &cancel)
{
    Result<QByteArray> bytes = readWholeFile(path);
    if (!bytes) {
        return bytes.error();
    }
    if (format == FileFormat::Jpeg) {
        return readJpegPhotograph(path, *bytes, cancel);
    }
    // Photographs are checked against kMaxPixels; Qt's own, smaller limit would refuse a slide scan.
    QImageReader::setAllocationLimit(int(kMaxPixels * 8 / (1024 * 1024)) + 1);
    Result<Decoded> decoded = decodeAny(path, format, *std::move(bytes));
    if (!decoded) {
        return decoded.error();
    }
    QImage pixels = toSrgb(decoded->pixels);
    if (pixels.format() == QImage::Format_Grayscale16) {
        int least = 0;
        int greatest = 0;
        pixels = stretched(pixels, &least, &greatest);
        decoded->warnings
            << QObject::tr("16-bit grey values from %1 to %2 were stretched to 0 to 255.").arg(least).arg(greatest);
    }
    if (pixels.hasAlphaChannel()) {
        pixels = onWhite(pixels);
    }
    if (pixels.isNull()) {
        return Error{ErrorCode::OutOfMemory, QObject::tr("There is not enough memory to open %1.").arg(path)};
    }
    Image image = photographOf(pixels);
    image.path = path;
    image.warnings = decoded->warnings;
    return image;
}

} // namespace vmunet
