// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/training_set.h"
#include "inference/training/held_out.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

namespace vmunet {

/// HTML without head and body, which also a text browser shows: Dice, IoU and HD95 of each structure before and after
/// with bootstrap intervals drawn from `seed`, the cases that got worse with pictures, and every case. Empty where
/// nothing was held out.
QString comparisonSection(const TrainingSet &set, const HeldOutSummary &heldOut, std::uint64_t seed);

/// The same as a page of its own.
QByteArray comparisonPage(const TrainingSet &set, const HeldOutSummary &heldOut, std::uint64_t seed);

} // namespace vmunet
