// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/bulk_review.h"

namespace vmunet {

namespace {

bool isSettled(ReviewStatus present, ReviewStatus wanted)
{
    // What was approved need not be looked at again.
    return present == wanted || (wanted == ReviewStatus::Submitted && present == ReviewStatus::Approved);
}

/// How many slices got the status.
Result<int> reviewUnsettled(Project &project, ImageId image, const std::vector<SliceState> &states, ReviewStatus status)
{
    int changed = 0;
    for (const SliceState &state : states) {
        if (isSettled(state.review, status)) {
            continue;
        }
        const Result<RevisionId> reviewed = project.annotations().reviewNewest(image, state.slice, status);
        if (!reviewed) {
            return reviewed.error();
        }
        ++changed;
    }
    return changed;
}

} // namespace

Result<BulkReview> reviewImages(Project &project, const std::vector<ImageId> &images, ReviewStatus status)
{
    BulkReview result;
    for (const ImageId image : images) {
        const Result<std::vector<SliceState>> states = project.annotations().sliceStates(image);
        if (!states) {
            return states.error();
        }
        const Result<int> changed = reviewUnsettled(project, image, *states, status);
        if (!changed && changed.error().code != ErrorCode::Invalid) {
            return changed.error();
        }
        if (!changed) {
            result.problems << changed.error().message;
        } else if (states->empty()) {
            ++result.withoutMask;
        } else {
            ++(*changed > 0 ? result.done : result.alreadySo);
        }
    }
    return result;
}

} // namespace vmunet
