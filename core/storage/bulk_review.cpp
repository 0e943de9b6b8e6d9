// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/bulk_review.h"

#include "core/storage/image_review.h"

#include <algorithm>

namespace vmunet {

Result<BulkReview> reviewImages(Project &project, const std::vector<ImageId> &images, ReviewStatus status)
{
    BulkReview result;
    for (const ImageId image : images) {
        const Result<std::vector<SliceState>> states = project.annotations().sliceStates(image);
        if (!states) {
            return states.error();
        }
        const bool isDone = std::all_of(states->begin(), states->end(),
            [status](const SliceState &state) { return standsAs(state.review, status); });
        if (isDone) {
            ++(states->empty() ? result.withoutMask : result.alreadySo);
            continue;
        }
        const Result<RevisionId> reviewed = reviewSlices(project, image, std::nullopt, status, {});
        if (reviewed) {
            ++result.done;
        } else if (reviewed.error().code == ErrorCode::Invalid) {
            result.problems << reviewed.error().message; // Somebody else holds it.
        } else {
            return reviewed.error();
        }
    }
    return result;
}

} // namespace vmunet
