// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/sample_loader.h"

#include "core/dataset/h5_volume.h"
#include "core/dataset/mask_reader.h"
#include "core/dataset/npz_reader.h"
#include "core/dataset/volume_cache.h"
#include "core/image/image_loader.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SampleLoader", text);
}

/// Rescaled values of a slice as the set wants them.
void takeSlice(LoadedSample &loaded, const CachedVolume &volume, int slice, VolumeScale scale)
{
    loaded.values = rescaledSlice(volume.image, slice);
    loaded.kind = SampleValues::Hounsfield;
    if (scale == VolumeScale::LeastToGreatest) {
        const float range = volume.greatest > volume.least ? volume.greatest - volume.least : 1;
        for (float &value : loaded.values) {
            value = (value - volume.least) / range;
        }
        loaded.kind = SampleValues::Unit;
    }
}

Result<LoadedSample> loadVolumeSlice(const TrainingSet &set, const TrainingSample &sample)
{
    const Result<CachedVolume> volume = loadCachedVolume(sample.imagePath);
    if (!volume) {
        return volume.error();
    }
    if (sample.slice < 0 || sample.slice >= volume->image.slices) {
        return Error{ErrorCode::Corrupt, tr("%1 has no slice %2.").arg(sample.imagePath).arg(sample.slice)};
    }
    Result<Mask> mask = readMask(set, sample, volume->image.size());
    if (!mask) {
        return mask.error();
    }
    LoadedSample loaded;
    loaded.size = volume->image.size();
    loaded.mask = *std::move(mask);
    takeSlice(loaded, *volume, sample.slice, set.volumeScale);
    return loaded;
}

Result<LoadedSample> loadPhotograph(const TrainingSet &set, const TrainingSample &sample)
{
    const Result<Image> image = loadImage(sample.imagePath);
    if (!image) {
        return image.error();
    }
    if (image->kind != ImageKind::Photograph) {
        return Error{ErrorCode::Unsupported, tr("%1 is a volume among photographs.").arg(sample.imagePath)};
    }
    Result<Mask> mask = readMask(set, sample, image->size());
    if (!mask) {
        return mask.error();
    }
    LoadedSample loaded;
    loaded.kind = SampleValues::Rgb8;
    loaded.size = image->size();
    loaded.rgb = image->samples;
    loaded.mask = *std::move(mask);
    return loaded;
}

Result<LoadedSample> scaledSlice(const TrainingSet &set, const TrainingSample &sample, QSize size,
    std::vector<float> values, const std::vector<float> &labelValues)
{
    Result<Mask> mask = maskFromValues(set, labelValues, size, sample.maskPath);
    if (!mask) {
        return mask.error();
    }
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
        return Error{ErrorCode::Corrupt, tr("%1 holds values that are no numbers.").arg(sample.imagePath)};
    }
    LoadedSample loaded;
    loaded.kind = SampleValues::Unit;
    loaded.size = size;
    loaded.values = std::move(values);
    loaded.mask = *std::move(mask);
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
    return set.task == ImagingTask::Ct ? loadVolumeSlice(set, sample) : loadPhotograph(set, sample);
}

} // namespace vmunet
