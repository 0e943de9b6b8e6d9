// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/mask_reader.h"

#include "core/dataset/pairing.h"
#include "core/dataset/volume_cache.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MaskReader", text);
}

Result<QImage> readPicture(const QString &path)
{
    if (!QFile::exists(path)) {
        return Error{ErrorCode::NotFound, tr("There is no file %1.").arg(path)};
    }
    QImageReader reader(path);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    const QImage image = reader.read();
    if (image.isNull()) {
        return Error{ErrorCode::Corrupt, tr("Cannot decode %1: %2.").arg(path, reader.errorString())};
    }
    return image;
}

QByteArray packedRows(const QImage &image)
{
    QByteArray bytes(qsizetype(image.width()) * image.height(), Qt::Uninitialized);
    for (int y = 0; y < image.height(); ++y) {
        std::memcpy(bytes.data() + qsizetype(y) * image.width(), image.constScanLine(y), size_t(image.width()));
    }
    return bytes;
}

/// The values of a picture, one byte a pixel. A coloured palette is a label map whose labels are the indices.
QByteArray pictureValues(const QImage &image, MaskRule rule)
{
    if (rule == MaskRule::Labels && image.format() == QImage::Format_Indexed8 && !image.isGrayscale()) {
        return packedRows(image);
    }
    return packedRows(image.convertToFormat(QImage::Format_Grayscale8));
}

Result<Mask> checkedMask(const TrainingSet &set, QByteArray labels, QSize size, const QString &path)
{
    const auto highest = std::max_element(
        labels.cbegin(), labels.cend(), [](char a, char b) { return std::uint8_t(a) < std::uint8_t(b); });
    if (highest != labels.cend() && std::uint8_t(*highest) > set.classNames.size()) {
        return Error{ErrorCode::Corrupt,
            tr("%1 holds the label %2, but the set has %3 classes.")
                .arg(path)
                .arg(std::uint8_t(*highest))
                .arg(set.classNames.size())};
    }
    return Mask::fromLabels(size, std::move(labels));
}

Error differingSize(const QString &path, QSize size, QSize expected)
{
    return {ErrorCode::Corrupt,
        tr("%1 is %2 x %3, its image %4 x %5.")
            .arg(path)
            .arg(size.width())
            .arg(size.height())
            .arg(expected.width())
            .arg(expected.height())};
}

Result<Mask> readPictureMask(const TrainingSet &set, const QString &path, QSize expected)
{
    const Result<QImage> image = readPicture(path);
    if (!image) {
        return image.error();
    }
    if (image->size() != expected) {
        return differingSize(path, image->size(), expected);
    }
    QByteArray labels = pictureValues(*image, set.maskRule);
    if (set.maskRule == MaskRule::Binary) {
        std::transform(labels.begin(), labels.end(), labels.begin(),
            [](char grey) { return char(std::uint8_t(grey) > 127 ? 1 : 0); });
    }
    return checkedMask(set, std::move(labels), expected, path);
}

Result<Mask> readVolumeMask(const TrainingSet &set, const QString &path, int slice, QSize expected)
{
    const Result<CachedVolume> volume = loadCachedVolume(path);
    if (!volume) {
        return volume.error();
    }
    if (volume->image.size() != expected) {
        return differingSize(path, volume->image.size(), expected);
    }
    if (slice < 0 || slice >= volume->image.slices) {
        return Error{ErrorCode::Corrupt, tr("%1 has no slice %2.").arg(path).arg(slice)};
    }
    std::vector<float> values = rescaledSlice(volume->image, slice);
    if (set.maskRule == MaskRule::Binary) {
        std::transform(
            values.begin(), values.end(), values.begin(), [](float value) { return value != 0 ? 1.0f : 0.0f; });
    }
    return maskFromValues(set, values, expected, path);
}

Result<Mask> readOne(const TrainingSet &set, const QString &path, int slice, QSize expected)
{
    return QDir::match(volumeFilters(), QFileInfo(path).fileName()) ? readVolumeMask(set, path, slice, expected)
                                                                    : readPictureMask(set, path, expected);
}

void unite(Mask &target, const Mask &other)
{
    for (int y = 0; y < target.size().height(); ++y) {
        std::uint8_t *to = target.row(y);
        const std::uint8_t *from = other.row(y);
        for (int x = 0; x < target.size().width(); ++x) {
            to[x] = std::max(to[x], from[x]);
        }
    }
}

} // namespace

Result<Mask> readMask(const TrainingSet &set, const TrainingSample &sample, QSize expected)
{
    Result<Mask> mask = readOne(set, sample.maskPath, sample.slice, expected);
    if (!mask) {
        return mask;
    }
    for (const QString &path : sample.furtherMaskPaths) {
        const Result<Mask> further = readOne(set, path, sample.slice, expected);
        if (!further) {
            return further;
        }
        unite(*mask, *further);
    }
    return mask;
}

Result<Mask> maskFromValues(const TrainingSet &set, const std::vector<float> &values, QSize size, const QString &path)
{
    QByteArray labels(qsizetype(values.size()), Qt::Uninitialized);
    for (size_t i = 0; i < values.size(); ++i) {
        if (!(values[i] >= 0 && values[i] <= 255) || values[i] != std::floor(values[i])) {
            return Error{ErrorCode::Corrupt, tr("%1: %2 is no label.").arg(path).arg(double(values[i]))};
        }
        labels[qsizetype(i)] = char(std::uint8_t(values[i]));
    }
    return checkedMask(set, std::move(labels), size, path);
}

} // namespace vmunet
