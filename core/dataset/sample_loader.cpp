// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/sample_loader.h"

#include "core/dataset/h5_volume.h"
#include "core/dataset/npz_reader.h"
#include "core/image/image_loader.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SampleLoader", text);
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

/// Rows without padding, [height * width * channels].
QByteArray packedRows(const QImage &image, int channels)
{
    const qsizetype rowBytes = qsizetype(image.width()) * channels;
    QByteArray bytes(rowBytes * image.height(), Qt::Uninitialized);
    for (int y = 0; y < image.height(); ++y) {
        std::memcpy(bytes.data() + y * rowBytes, image.constScanLine(y), size_t(rowBytes));
    }
    return bytes;
}

/// The values of a mask file, one byte a pixel. A coloured palette is a label map whose labels are the indices.
QByteArray maskValues(const QImage &image, MaskRule rule)
{
    if (rule == MaskRule::Labels && image.format() == QImage::Format_Indexed8 && !image.isGrayscale()) {
        return packedRows(image, 1);
    }
    return packedRows(image.convertToFormat(QImage::Format_Grayscale8), 1);
}

Status checkLabels(const QByteArray &labels, const TrainingSet &set, const QString &path)
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
    return Done{};
}

Result<Mask> readMask(const TrainingSet &set, const QString &path, QSize expected)
{
    const Result<QImage> image = readPicture(path);
    if (!image) {
        return image.error();
    }
    if (image->size() != expected) {
        return Error{ErrorCode::Corrupt,
            tr("%1 is %2 x %3, its image %4 x %5.")
                .arg(path)
                .arg(image->width())
                .arg(image->height())
                .arg(expected.width())
                .arg(expected.height())};
    }
    QByteArray labels = maskValues(*image, set.maskRule);
    if (set.maskRule == MaskRule::Binary) {
        std::transform(labels.begin(), labels.end(), labels.begin(),
            [](char grey) { return char(std::uint8_t(grey) > 127 ? 1 : 0); });
    }
    const Status checked = checkLabels(labels, set, path);
    if (!checked) {
        return checked.error();
    }
    return Mask::fromLabels(expected, std::move(labels));
}

Result<Mask> readMasks(const TrainingSet &set, const TrainingSample &sample, QSize size)
{
    Result<Mask> mask = readMask(set, sample.maskPath, size);
    for (const QString &path : sample.furtherMaskPaths) {
        const Result<Mask> further = mask ? readMask(set, path, size) : mask;
        if (!further) {
            return further;
        }
        for (int y = 0; y < size.height(); ++y) {
            std::uint8_t *target = mask->row(y);
            const std::uint8_t *source = further->row(y);
            std::transform(source, source + size.width(), target, target,
                [](std::uint8_t a, std::uint8_t b) { return std::max(a, b); });
        }
    }
    return mask;
}

/// The volume that was read last: training asks for its slices one by one, from several threads.
class LastVolume {
public:
    Result<Image> load(const QString &path)
    {
        const QDateTime modified = QFileInfo(path).lastModified();
        const std::lock_guard lock(m_mutex);
        if (path == m_path && modified == m_modified) {
            return m_image;
        }
        Result<Image> image = loadImage(path);
        if (image && image->kind == ImageKind::Volume) {
            m_path = path;
            m_modified = modified;
            m_image = *image;
        }
        return image;
    }

private:
    std::mutex m_mutex;
    QString m_path;
    QDateTime m_modified;
    Image m_image;
};

/// Photographs go past the cache, so that threads decode them side by side.
Result<Image> loadImageOf(const TrainingSet &set, const TrainingSample &sample)
{
    static LastVolume lastVolume;
    return set.task == ImagingTask::Ct ? lastVolume.load(sample.imagePath) : loadImage(sample.imagePath);
}

Result<LoadedSample> loadImageFile(const TrainingSet &set, const TrainingSample &sample)
{
    const Result<Image> image = loadImageOf(set, sample);
    if (!image) {
        return image.error();
    }
    const bool isVolume = image->kind == ImageKind::Volume;
    if (isVolume != (set.task == ImagingTask::Ct) || sample.slice < 0 || sample.slice >= image->slices) {
        return Error{ErrorCode::Unsupported,
            tr("%1 has no slice %2 of the kind that this set holds.").arg(sample.imagePath).arg(sample.slice)};
    }
    Result<Mask> mask = readMasks(set, sample, image->size());
    if (!mask) {
        return mask.error();
    }
    LoadedSample loaded;
    loaded.kind = isVolume ? SampleValues::Hounsfield : SampleValues::Rgb8;
    loaded.size = image->size();
    if (isVolume) {
        loaded.values = rescaledSlice(*image, sample.slice);
    } else {
        loaded.rgb = image->samples;
    }
    loaded.mask = *std::move(mask);
    return loaded;
}

Result<QByteArray> labelsFromValues(const std::vector<float> &values, const QString &path)
{
    QByteArray labels(qsizetype(values.size()), Qt::Uninitialized);
    for (size_t i = 0; i < values.size(); ++i) {
        if (!(values[i] >= 0 && values[i] <= 255) || values[i] != std::floor(values[i])) {
            return Error{ErrorCode::Corrupt, tr("%1: %2 is no label.").arg(path).arg(double(values[i]))};
        }
        labels[qsizetype(i)] = char(std::uint8_t(values[i]));
    }
    return labels;
}

Result<LoadedSample> scaledSlice(const TrainingSet &set, const TrainingSample &sample, QSize size,
    std::vector<float> values, const std::vector<float> &labelValues)
{
    Result<QByteArray> labels = labelsFromValues(labelValues, sample.maskPath);
    if (!labels) {
        return labels.error();
    }
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
        return Error{ErrorCode::Corrupt, tr("%1 holds values that are no numbers.").arg(sample.imagePath)};
    }
    const Status checked = checkLabels(*labels, set, sample.maskPath);
    if (!checked) {
        return checked.error();
    }
    LoadedSample loaded;
    loaded.kind = SampleValues::Unit;
    loaded.size = size;
    loaded.values = std::move(values);
    loaded.mask = Mask::fromLabels(size, *std::move(labels));
    return loaded;
}

Result<LoadedSample> loadNpz(const TrainingSet &set, const TrainingSample &sample)
{
    const Result<std::vector<NpyArray>> arrays =
        readNpz(sample.imagePath, {QStringLiteral("image"), QStringLiteral("label")});
    if (!arrays) {
        return arrays.error();
    }
    const NpyArray &image = arrays->at(0);
    const NpyArray &label = arrays->at(1);
    constexpr qint64 kLargestSide = 1 << 15;
    if (image.shape.size() != 2 || label.shape != image.shape || image.count() == 0 || image.shape[0] > kLargestSide
        || image.shape[1] > kLargestSide) {
        return Error{
            ErrorCode::Corrupt, tr("%1: image and label must be slices of the same size.").arg(sample.imagePath)};
    }
    return scaledSlice(
        set, sample, QSize(int(image.shape[1]), int(image.shape[0])), image.toFloats(), label.toFloats());
}

Result<LoadedSample> loadH5(const TrainingSet &set, const TrainingSample &sample)
{
    Result<H5Slice> slice = readH5Slice(sample.imagePath, sample.slice);
    if (!slice) {
        return slice.error();
    }
    return scaledSlice(set, sample, slice->size, std::move(slice->image), slice->label);
}

} // namespace

Result<LoadedSample> loadSample(const TrainingSet &set, const TrainingSample &sample)
{
    if (sample.imagePath.endsWith(QStringLiteral(".npz"), Qt::CaseInsensitive)) {
        return loadNpz(set, sample);
    }
    if (sample.imagePath.endsWith(QStringLiteral(".h5"), Qt::CaseInsensitive)) {
        return loadH5(set, sample);
    }
    return loadImageFile(set, sample);
}

} // namespace vmunet
