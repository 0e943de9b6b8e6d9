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

/// Of each slice's newest prediction that was not undone, if it kept any, as of revision `upTo` (0: the newest).
/// `onlySlice`: of this one alone, unless negative. Errors: NotFound, Corrupt.
Result<std::vector<KeptProbability>> keptProbabilities(
    Database &database, ImageId image, int onlySlice = -1, RevisionId upTo = {});

/// What one prediction kept; null if nothing. `size`: the slice's. Errors: Corrupt.
Result<ProbabilityMap> storedProbability(Database &database, RevisionId prediction, QSize size);

} // namespace vmunet
