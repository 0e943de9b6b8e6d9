// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/dataset/training_set.h"

#include <QSize>

#include <vector>

namespace vmunet {

/// Reads a sample's mask by the set's mask rule: a picture, or the sample's slice of a volume; further masks are
/// united. `expected` is the image's size. Errors: NotFound, Io, Corrupt (undecodable, another size, a label without a
/// class).
Result<Mask> readMask(const TrainingSet &set, const TrainingSample &sample, QSize expected);

/// Labels [height * width] given as numbers; `path` is for messages. Errors: Corrupt (fractions, a label without a
/// class).
Result<Mask> maskFromValues(const TrainingSet &set, const std::vector<float> &values, QSize size, const QString &path);

} // namespace vmunet
