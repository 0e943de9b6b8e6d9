// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/metrics/mask_difference.h"
#include "core/storage/project.h"

namespace vmunet {

/// Two moments of an image's history; each is named by the last revision before it.
struct RevisionPair {
    RevisionId before;
    RevisionId after;
};

struct SliceComparison {
    int slice = 0;
    DifferenceCounts counts;
    std::vector<LabelOverlap> labels;
};

/// One slice at two moments, with its masks. Errors: NotFound, Corrupt, Io.
struct ComparedMasks {
    Mask before;
    Mask after;
    MaskDifference difference;
};
Result<ComparedMasks> compareSlice(Project &project, ImageId image, int slice, RevisionPair moments);

/// All slices that have revisions, ascending. Rebuilds two masks for each: not for the main thread.
/// Errors: NotFound, Corrupt, Io, Cancelled.
Result<std::vector<SliceComparison>> compareSlices(Project &project, ImageId image, RevisionPair moments,
    const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

/// The sum over slices.
SliceComparison inAll(const std::vector<SliceComparison> &slices);

} // namespace vmunet
