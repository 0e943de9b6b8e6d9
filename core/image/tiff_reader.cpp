// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/tiff_reader.h"

#include "core/image/orientation.h"

#include <QColorSpace>
#include <QObject>

#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace vmunet {

namespace {

/// Where the decoder is in the bytes of the file.
struct Source {
    const QByteArray &bytes;
    qint64 at = 0;
};

tmsize_t readSome(thandle_t handle, void *buffer, tmsize_t wanted)
{
    auto *source = static_cast<Source *>(handle);
    const qint64 taken = std::clamp<qint64>(source->bytes.size() - source->at, 0, wanted);
    std::memcpy(buffer, source->bytes.constData() + std::min<qint64>(source->at, source->bytes.size()), size_t(taken));
    source->at += taken;
    return tmsize_t(taken);
}

tmsize_t writeNothing(thandle_t, void *, tmsize_t)
{
    return 0;
}

toff_t seekTo(thandle_t handle, toff_t offset, int whence)
{
    auto *source = static_cast<Source *>(handle);
    const qint64 base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? source->at : source->bytes.size();
    source->at = std::max<qint64>(0, base + qint64(offset));
    return toff_t(source->at);
}

int closeNothing(thandle_t)
{
    return 0;
}

toff_t sizeOf(thandle_t handle)
{
    return toff_t(static_cast<Source *>(handle)->bytes.size());
}

struct Closer {
    void operator()(TIFF *tiff) const { TIFFClose(tiff); }
};

std::uint16_t field(TIFF *tiff, ttag_t tag)
{
    std::uint16_t value = 0;
    TIFFGetFieldDefaulted(tiff, tag, &value);
    return value;
}

/// Sixteen bits of grey, in strips or tiles. Null if they are damaged.
QImage readDeepGrey(TIFF *tiff, QSize size)
{
    QImage grey(size, QImage::Format_Grayscale16);
    if (grey.isNull()) {
        return grey;
    }
    if (TIFFIsTiled(tiff)) {
        std::uint32_t width = 0;
        std::uint32_t height = 0;
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &width);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &height);
        const tmsize_t bytes = TIFFTileSize(tiff);
        constexpr tmsize_t kMostBytes = tmsize_t(1) << 28;
        if (bytes <= 0 || bytes > kMostBytes || bytes < tmsize_t(width) * tmsize_t(height) * 2 || width == 0
            || height == 0) {
            return {};
        }
        std::vector<quint16> tile(size_t(bytes) / 2);
        for (int y = 0; y < size.height(); y += int(height)) {
            for (int x = 0; x < size.width(); x += int(width)) {
                if (TIFFReadTile(tiff, tile.data(), std::uint32_t(x), std::uint32_t(y), 0, 0) < 0) {
                    return {};
                }
                const int columns = std::min(int(width), size.width() - x);
                for (int row = 0; row < std::min(int(height), size.height() - y); ++row) {
                    std::memcpy(reinterpret_cast<quint16 *>(grey.scanLine(y + row)) + x,
                        tile.data() + size_t(row) * width, size_t(columns) * 2);
                }
            }
        }
    } else {
        if (TIFFScanlineSize(tiff) > grey.bytesPerLine()) {
            return {};
        }
        for (int y = 0; y < size.height(); ++y) {
            if (TIFFReadScanline(tiff, grey.scanLine(y), std::uint32_t(y), 0) < 0) {
                return {};
            }
        }
    }
    if (field(tiff, TIFFTAG_PHOTOMETRIC) == PHOTOMETRIC_MINISWHITE) {
        grey.invertPixels();
    }
    return grey;
}

QImage readColour(TIFF *tiff, QSize size)
{
    QImage image(size, QImage::Format_RGBA8888_Premultiplied);
    constexpr int kStopOnError = 1;
    const bool read = !image.isNull()
        && TIFFReadRGBAImageOriented(tiff, std::uint32_t(size.width()), std::uint32_t(size.height()),
            reinterpret_cast<std::uint32_t *>(image.bits()), ORIENTATION_TOPLEFT, kStopOnError);
    return read ? image : QImage();
}

QColorSpace profileOf(TIFF *tiff)
{
    std::uint32_t bytes = 0;
    void *profile = nullptr;
    if (!TIFFGetField(tiff, TIFFTAG_ICCPROFILE, &bytes, &profile) || !profile) {
        return {};
    }
    return QColorSpace::fromIccProfile(QByteArray(static_cast<const char *>(profile), qsizetype(bytes)));
}

} // namespace

Result<TiffImage> readTiff(const QString &path, const QByteArray &bytes, qint64 maxPixels)
{
    const Error damaged{ErrorCode::Corrupt, QObject::tr("%1 is a damaged or truncated TIFF file.").arg(path)};
    TIFFSetErrorHandler(nullptr);
    TIFFSetWarningHandler(nullptr);
    Source source{bytes};
    const std::unique_ptr<TIFF, Closer> tiff(
        TIFFClientOpen("image", "rm", &source, readSome, writeNothing, seekTo, closeNothing, sizeOf, nullptr, nullptr));
    if (!tiff) {
        return damaged;
    }
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    TIFFGetField(tiff.get(), TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff.get(), TIFFTAG_IMAGELENGTH, &height);
    if (width == 0 || height == 0) {
        return damaged;
    }
    if (qint64(width) * qint64(height) > maxPixels) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 claims %2 x %3 pixels; at most %4 megapixels can be opened.")
                .arg(path)
                .arg(width)
                .arg(height)
                .arg(maxPixels / 1'000'000)};
    }
    const QSize size{int(width), int(height)};
    const int samples = field(tiff.get(), TIFFTAG_SAMPLESPERPIXEL);
    const int photometric = field(tiff.get(), TIFFTAG_PHOTOMETRIC);
    const int orientation = field(tiff.get(), TIFFTAG_ORIENTATION);
    TIFFSetField(tiff.get(), TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    if (samples >= 3 && photometric == PHOTOMETRIC_MINISBLACK) {
        const std::uint16_t extra[4] = {};
        TIFFSetField(tiff.get(), TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
        TIFFSetField(tiff.get(), TIFFTAG_EXTRASAMPLES, std::min(samples - 3, 4), extra);
    }
    const bool isGrey = photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    const bool isDeep = field(tiff.get(), TIFFTAG_BITSPERSAMPLE) == 16 && samples == 1 && isGrey
        && field(tiff.get(), TIFFTAG_SAMPLEFORMAT) == SAMPLEFORMAT_UINT;
    char reason[1024] = "";
    if (!isDeep && !TIFFRGBAImageOK(tiff.get(), reason)) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 is a TIFF file of a kind that cannot be read: %2.").arg(path, QString::fromLatin1(reason))};
    }
    QImage image = isDeep ? readDeepGrey(tiff.get(), size) : readColour(tiff.get(), size);
    if (image.isNull()) {
        return damaged;
    }
    image = oriented(image, orientation);
    image.setColorSpace(profileOf(tiff.get()));
    return TiffImage{.page = image, .isOnlyPage = TIFFLastDirectory(tiff.get()) != 0};
}

} // namespace vmunet
