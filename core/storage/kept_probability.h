// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"

#include <vector>

namespace vmunet {

/// The network's probabilities of a slice with the threshold in force.
struct KeptProbability {
    int slice = 0;
    RevisionId revision;
    ProbabilityMap map;
    double threshold = 0.5;
};

/// Of each slice's newest prediction that was not undone, if it kept any. Errors: NotFound, Corrupt.
Result<std::vector<KeptProbability>> keptProbabilities(Database &database, ImageId image);

} // namespace vmunet
