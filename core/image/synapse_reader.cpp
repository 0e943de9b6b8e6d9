// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/synapse_reader.h"

#include "core/dataset/h5_volume.h"
#include "core/dataset/npz_reader.h"

#include <QFileInfo>
#include <QObject>

#include <cstring>

namespace vmunet {

namespace {

constexpr int kLargestSide = 1 << 15;

/// A CT without place or samples.
Image emptyVolume(const QString &path, QSize size, int slices)
{
    constexpr double kLowest = -125;
    constexpr double kHighest = 275;
    Image image;
    image.kind = ImageKind::Volume;
    image.path = path;
    image.width = size.width();
    image.height = size.height();
    image.slices = slices;
    image.type = SampleType::Float32;
    image.rescaleSlope = kHighest - kLowest;
    image.rescaleIntercept = kLowest;
    image.defaultWindow = WindowLevel{.level = (kLowest + kHighest) / 2, .width = kHighest - kLowest};
    image.modality = QStringLiteral("CT");
    image.photometric = QStringLiteral("MONOCHROME2");
    return image;
}

Result<Image> readSlice(const QString &path)
{
    const Result<std::vector<NpyArray>> arrays = readNpz(path, {QStringLiteral("image")});
    if (!arrays) {
        return arrays.error();
    }
    const NpyArray &array = arrays->front();
    const bool isPlane = array.shape.size() == 2 && array.shape[0] > 0 && array.shape[1] > 0
        && array.shape[0] <= kLargestSide && array.shape[1] <= kLargestSide;
    if (!isPlane) {
        return Error{
            ErrorCode::Corrupt, QObject::tr("%1: its array \"image\" is no slice of two dimensions.").arg(path)};
    }
    Image image = emptyVolume(path, {int(array.shape[1]), int(array.shape[0])}, 1);
    const std::vector<float> values = array.toFloats();
    image.samples = QByteArray(reinterpret_cast<const char *>(values.data()), qsizetype(values.size() * sizeof(float)));
    return image;
}

Result<Image> readAllSlices(const QString &path, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<H5VolumeSize> size = readH5VolumeSize(path);
    if (!size) {
        return size.error();
    }
    Image image = emptyVolume(path, size->slice, size->slices);
    constexpr double kMostDeflated = 1100;
    if (double(image.sliceBytes()) * image.slices > double(QFileInfo(path).size()) * kMostDeflated) {
        return Error{ErrorCode::Corrupt,
            QObject::tr("%1 claims %2 slices of %3 x %4 pixels, more than its bytes can hold.")
                .arg(path)
                .arg(image.slices)
                .arg(image.width)
                .arg(image.height)};
    }
    image.samples = QByteArray(image.sliceBytes() * image.slices, Qt::Uninitialized);
    for (int i = 0; i < image.slices; ++i) {
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, QObject::tr("Opening %1 was cancelled.").arg(path)};
        }
        const Result<H5Slice> slice = readH5Slice(path, i);
        if (!slice) {
            return slice.error();
        }
        std::memcpy(image.samples.data() + i * image.sliceBytes(), slice->image.data(), size_t(image.sliceBytes()));
        if (progress) {
            progress(double(i + 1) / image.slices, QObject::tr("Reading slice %1 of %2").arg(i + 1).arg(image.slices));
        }
    }
    return image;
}

} // namespace

Result<Image> readSynapse(
    const QString &path, FileFormat format, const CancelFlag &cancel, const ProgressCallback &progress)
{
    return format == FileFormat::Npz ? readSlice(path) : readAllSlices(path, cancel, progress);
}

} // namespace vmunet
