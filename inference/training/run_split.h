// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/training_set.h"

#include <vector>

namespace vmunet {

/// What each sample of a set is used for; indices into its samples.
struct RunSplit {
    std::vector<int> training;
    std::vector<int> validation; ///< Chooses the best epoch.
    std::vector<int> heldOut; ///< For the numbers reported, and for nothing else unless it is also `validation`.
};

/// Takes the validation part out of the training part by the hash of the group, so that a patient is on one side only.
/// With a fraction of 0 the held-out part validates. Nothing to validate with, or nothing left to train on: an empty
/// part.
RunSplit splitForRun(const TrainingSet &set, double validationFraction);

} // namespace vmunet
