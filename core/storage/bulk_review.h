// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project.h"

namespace vmunet {

/// What became of a review of many images.
struct BulkReview {
    int done = 0;
    int alreadySo = 0; ///< All their slices had that status.
    int withoutMask = 0; ///< Nothing to review.
    QStringList problems; ///< One line for each image that could not be written to.
};

/// Gives every slice that has a mask this status (Approved or Submitted), image by image. An image that somebody else
/// holds is left out with a line. Errors: Io, ReadOnly; what was written until then stays.
Result<BulkReview> reviewImages(Project &project, const std::vector<ImageId> &images, ReviewStatus status);

} // namespace vmunet
