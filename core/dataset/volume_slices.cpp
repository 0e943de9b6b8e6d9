// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layout_readers.h"
#include "core/dataset/volume_cache.h"

#include <QCoreApplication>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("VolumeSlices", text);
}

/// Slices of a volume and its mask, or why they cannot be used together.
Result<int> pairedSlices(const TrainingSample &sample)
{
    const Result<CachedVolume> image = loadCachedVolume(sample.imagePath);
    if (!image) {
        return image.error();
    }
    const Result<CachedVolume> mask = loadCachedVolume(sample.maskPath);
    if (!mask) {
        return mask.error();
    }
    if (image->image.size() != mask->image.size() || image->image.slices != mask->image.slices) {
        return Error{ErrorCode::Corrupt, tr("the volume and its mask have different sizes")};
    }
    return image->image.slices;
}

} // namespace

QString sliceId(const QString &volume, int slice)
{
    return QStringLiteral("%1_slice%2").arg(volume).arg(slice, 3, 10, QLatin1Char('0'));
}

void appendVolumeSlices(TrainingSet &set, TrainingSample sample)
{
    const QString volume = sample.id;
    const Result<int> slices = pairedSlices(sample);
    if (!slices) {
        set.excluded.push_back({volume, slices.error().message});
        return;
    }
    for (sample.slice = 0; sample.slice < *slices; ++sample.slice) {
        sample.id = sliceId(volume, sample.slice);
        set.samples.push_back(sample);
    }
}

} // namespace vmunet
