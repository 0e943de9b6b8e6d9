// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/dataset/training_set.h"

#include <QByteArray>
#include <QSize>

#include <vector>

namespace vmunet {

/// What the numbers of a sample mean.
enum class SampleValues {
    Rgb8, ///< `rgb` is filled.
    Hounsfield, ///< `values` in Hounsfield units.
    Unit, ///< `values` already clipped and scaled to 0..1, as in the published Synapse files.
};

struct LoadedSample {
    SampleValues kind = SampleValues::Rgb8;
    QSize size;
    QByteArray rgb; ///< [height, width, 3], EXIF orientation applied.
    std::vector<float> values; ///< [height, width]
    Mask mask; ///< Labels 0..classNames.size(), of the same size.
};

/// Decodes one sample and its mask. Thread-safe: several threads may load from one set.
/// Errors: NotFound, Io, Corrupt (undecodable, sizes differ, a label without a class), Unsupported.
Result<LoadedSample> loadSample(const TrainingSet &set, const TrainingSample &sample);

} // namespace vmunet
