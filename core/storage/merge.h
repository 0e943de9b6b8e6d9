// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/storage/project.h"

namespace vmunet {

/// A slice that was worked on in both projects since they parted.
struct MergeConflict {
    QString imagePath; ///< In the receiving project.
    int slice = 0;
    int ownRevisions = 0; ///< Since they parted.
    int otherRevisions = 0;
};

struct MergeReport {
    int newImages = 0;
    int knownImages = 0;
    int newRevisions = 0;
    int newReviews = 0;
    std::vector<MergeConflict> conflicts; ///< Left as they are in the receiving project.
};

/// Adds to `target` what `source` has more: images (known by their hash), revisions with their predictions and
/// probabilities, reviews, time, scores, tags, models, runs. Histories are compared row by row: where one continues the
/// other, the longer one is right; where both went on, the slice is a conflict and stays as `target` has it. All of it
/// or nothing is written. `source` is not changed. Errors: ReadOnly, Corrupt, Io, Cancelled.
Result<MergeReport> mergeProject(
    Project &target, Project &source, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

} // namespace vmunet
