// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/run_split.h"

namespace vmunet {

RunSplit splitForRun(const TrainingSet &set, double validationFraction)
{
    RunSplit split;
    split.heldOut = set.indices(Split::HeldOut);
    if (validationFraction <= 0) {
        split.training = set.indices(Split::Training);
        split.validation = split.heldOut;
        return split;
    }
    for (const int index : set.indices(Split::Training)) {
        // The prefix makes this hash independent of the one that chose the held-out groups.
        const QString group = QStringLiteral("validation:") + set.samples[size_t(index)].group;
        const bool validates = splitOfGroup(group, validationFraction) == Split::HeldOut;
        (validates ? split.validation : split.training).push_back(index);
    }
    if (split.training.empty()) {
        split.training.swap(split.validation); // A lone patient: rather learn than choose.
    }
    return split;
}

} // namespace vmunet
