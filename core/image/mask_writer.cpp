// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mask_writer.h"

#include "core/image/nifti_header.h"
#include "core/image/nifti_reader.h"
#include "core/image/radiological_view.h"
#include "core/image/verified_file.h"

#include <QBuffer>
#include <QImageReader>
#include <QImageWriter>
#include <QObject>

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

Error invalid(const QString &path, const QString &reason)
{
    return {ErrorCode::Invalid, QObject::tr("%1 cannot be written: %2.").arg(path, reason)};
}

QImage greyImage(QSize size, const QByteArray &values)
{
    return QImage(reinterpret_cast<const uchar *>(values.constData()), size.width(), size.height(), size.width(),
        QImage::Format_Grayscale8)
        .copy();
}

Result<QByteArray> encoded(const QImage &image, const QByteArray &format, const QString &path)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, format);
    writer.setQuality(format == "jpeg" ? 92 : -1);
    if (!writer.write(image)) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be written: %2.").arg(path, writer.errorString())};
    }
    return buffer.data();
}

Status writePng(const QImage &image, const QString &path)
{
    const Result<QByteArray> bytes = encoded(image, "png", path);
    if (!bytes) {
        return bytes.error();
    }
    return writeVerified(path, *bytes, [&image](const QString &written) {
        QImageReader reader(written, "png");
        return reader.read().convertToFormat(image.format()) == image;
    });
}

Status writeGrey(QSize size, const QByteArray &values, const QString &path)
{
    if (size.isEmpty() || values.size() != qsizetype(size.width()) * size.height()) {
        return invalid(path, QObject::tr("there is nothing to write"));
    }
    return writePng(greyImage(size, values), path);
}

Result<QByteArray> gzipped(const QByteArray &bytes, const QString &path)
{
    z_stream stream{};
    constexpr int kGzip = 16;
    constexpr int kMemory = 8;
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, kMemory, Z_DEFAULT_STRATEGY)
        != Z_OK) {
        return Error{ErrorCode::OutOfMemory, QObject::tr("There is not enough memory to write %1.").arg(path)};
    }
    QByteArray packed;
    QByteArray chunk(1 << 20, Qt::Uninitialized);
    // zlib counts in 32 bits, volumes may be larger: fed and emptied in pieces.
    qsizetype fed = 0;
    int state = Z_OK;
    while (state == Z_OK) {
        if (stream.avail_in == 0 && fed < bytes.size()) {
            const qsizetype piece = std::min<qsizetype>(bytes.size() - fed, 1 << 30);
            stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData() + fed));
            stream.avail_in = uInt(piece);
            fed += piece;
        }
        stream.next_out = reinterpret_cast<Bytef *>(chunk.data());
        stream.avail_out = uInt(chunk.size());
        state = deflate(&stream, fed == bytes.size() ? Z_FINISH : Z_NO_FLUSH);
        packed.append(chunk.constData(), chunk.size() - qsizetype(stream.avail_out));
    }
    deflateEnd(&stream);
    return packed;
}

bool sameGeometry(const Geometry &a, const Geometry &b)
{
    // NIfTI-1 keeps single precision.
    const auto near = [](double x, double y) { return std::abs(x - y) <= 1e-4 + std::abs(x) * 1e-6; };
    bool same = true;
    for (size_t i = 0; i < 3; ++i) {
        same = same && near(a.spacingMm[i], b.spacingMm[i]) && near(a.originMm[i], b.originMm[i]);
        for (size_t j = 0; j < 3; ++j) {
            same = same && near(a.direction[i][j], b.direction[i][j]);
        }
    }
    return same;
}

/// `shown`: one volume on the grid of `source`, which is written on the grid of the file that `source` was read from.
Status writeNifti(const QByteArray &shown, SampleType type, const Image &source, const QString &path)
{
    constexpr int kMostVoxels = 32767; // A side of a NIfTI-1 file.
    if (std::max({source.width, source.height, source.slices}) > kMostVoxels) {
        return invalid(path, QObject::tr("a side is longer than the 32767 voxels of NIfTI-1"));
    }
    const QByteArray samples = inStoredOrder(source, shown, sampleSize(type));
    const Geometry geometry = storedGeometry(source);
    const QSize size = source.size();
    QByteArray bytes = niftiHeaderFor(size, source.slices, geometry, type) + samples;
    if (path.endsWith(QLatin1String(".gz"), Qt::CaseInsensitive)) {
        Result<QByteArray> packed = gzipped(bytes, path);
        if (!packed) {
            return packed.error();
        }
        bytes = *std::move(packed);
    }
    return writeVerified(path, bytes, [&](const QString &written) {
        const Result<Image> read = readNifti(written);
        return read && read->type == type && read->samples == samples && read->size() == size
            && read->slices == source.slices && sameGeometry(read->geometry, geometry);
    });
}

QByteArray foregroundOf(const ProbabilityMap &map)
{
    const qsizetype pixels = qsizetype(map.size.width()) * map.size.height();
    QByteArray foreground = map.values.left(pixels);
    if (map.classes > 1) {
        for (char &value : foreground) {
            value = char(uchar(255 - uchar(value)));
        }
    }
    return foreground;
}

bool isWhole(const ProbabilityMap &map)
{
    const qsizetype values = qsizetype(map.size.width()) * map.size.height() * map.classes;
    return map.classes > 0 && values > 0 && map.values.size() == values;
}

} // namespace

Status writeLabelPng(const Mask &mask, const QString &path)
{
    return writeGrey(mask.size(), mask.labels(), path);
}

Status writeBinaryPng(const Mask &mask, const QString &path)
{
    QByteArray binary = mask.labels();
    std::transform(
        binary.cbegin(), binary.cend(), binary.begin(), [](char label) { return char(label != 0 ? 255 : 0); });
    return writeGrey(mask.size(), binary, path);
}

Status writeOverlay(
    const QImage &image, const Mask &mask, const LabelSet &labels, const QString &path, const OverlayStyle &style)
{
    const QImage overlay = renderOverlay(image, mask, labels, style);
    if (overlay.isNull()) {
        return invalid(path, QObject::tr("image and mask differ in size"));
    }
    const bool jpeg = path.endsWith(QLatin1String(".jpg"), Qt::CaseInsensitive)
        || path.endsWith(QLatin1String(".jpeg"), Qt::CaseInsensitive);
    if (!jpeg) {
        return writePng(overlay, path);
    }
    const Result<QByteArray> bytes = encoded(overlay, "jpeg", path);
    if (!bytes) {
        return bytes.error();
    }
    return writeVerified(path, *bytes, [&](const QString &written) {
        QImageReader reader(written, "jpeg");
        return reader.read().size() == overlay.size(); // Lossy: the pixels differ by design.
    });
}

Status writeProbabilityPng(const ProbabilityMap &map, const QString &path)
{
    if (!isWhole(map)) {
        return invalid(path, QObject::tr("there are no probabilities to write"));
    }
    return writeGrey(map.size, foregroundOf(map), path);
}

Status writeNiftiLabels(const std::vector<Mask> &masks, const Image &source, const QString &path)
{
    QByteArray samples;
    for (const Mask &mask : masks) {
        if (mask.size() != source.size()) {
            return invalid(path, QObject::tr("image and mask differ in size"));
        }
        samples += mask.labels();
    }
    if (masks.empty() || int(masks.size()) != source.slices) {
        return invalid(path, QObject::tr("there is not one mask for each slice"));
    }
    return writeNifti(samples, SampleType::UInt8, source, path);
}

Status writeNiftiProbability(const std::vector<ProbabilityMap> &maps, const Image &source, const QString &path)
{
    if (maps.empty() || int(maps.size()) != source.slices) {
        return invalid(path, QObject::tr("there is not one map for each slice"));
    }
    QByteArray samples;
    for (const ProbabilityMap &map : maps) {
        if (!isWhole(map) || map.size != source.size()) {
            return invalid(path, QObject::tr("image and map differ in size"));
        }
        for (const char value : foregroundOf(map)) {
            const float probability = float(uchar(value)) / 255;
            samples.append(reinterpret_cast<const char *>(&probability), sizeof probability);
        }
    }
    return writeNifti(samples, SampleType::Float32, source, path);
}

} // namespace vmunet
