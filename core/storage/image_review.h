// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/second_reading.h"

#include <map>

namespace vmunet {

/// Revisions of one slice that belong together: one after the other, by one person, of one kind, with no review in
/// between. A prediction, a restored mask and the beginning of a second reading stand alone.
struct Passage {
    RevisionKind kind = RevisionKind::Edit;
    QString annotator; ///< Empty where it was not kept.
    QDateTime began;
    QDateTime ended;
    std::optional<PredictionInfo> prediction;
    RevisionId restored; ///< Whose mask was brought back.
    int steps = 0; ///< Strokes and other changes that are one undo step each, undoing included.
    std::map<QString, int> tools; ///< Steps by toolKey(); empty for a prediction.
    qint64 changedPixels = 0; ///< Of those revisions that were counted.
    std::optional<qint64> labelledPixels; ///< After the last one.
    std::vector<Revision> revisions; ///< Newest first, at least one.
    std::vector<Review> reviews; ///< Of the last one; oldest first.

    RevisionId last() const { return revisions.front().id; }
};

/// Newest first, as the revisions, which are of one slice.
std::vector<Passage> passagesOf(const std::vector<Revision> &revisions, const std::vector<Review> &reviews);

/// Who made a mask, when, with which weights and by which edits, and what others said about it.
struct ImageReview {
    ImageId image;
    int slice = 0;
    ReviewStatus sliceStatus = ReviewStatus::Open; ///< Of the newest revision.
    int annotated = 0; ///< Slices with revisions...
    int submitted = 0; ///< ...and how many of those are to be reviewed,
    int approved = 0;
    int rejected = 0;
    std::vector<Passage> passages; ///< Of the slice, newest first.
    bool isCut = false; ///< There are older ones.
    std::vector<Review> reviews; ///< Of all slices, oldest first.
    std::map<ModelId, ModelRecord> models; ///< That predicted.
    QStringList authors; ///< Whose hands are in the slice's mask; "" stands for somebody unknown.
    QString annotator; ///< Who asks.
    std::optional<SecondReading> reading; ///< Under way: what was there before it is left out of all of the above.

    bool isOwn() const { return authors.contains(annotator); } ///< Whether who asks drew in it.
};

/// Reads `limit` revisions of a slice at most. Errors: NotFound, Corrupt, Io.
Result<ImageReview> readImageReview(Project &project, ImageId image, int slice, int limit = 5000);

/// Whether a slice needs no review of status `wanted`: it stands so already, or what was to be submitted is approved.
bool standsAs(ReviewStatus present, ReviewStatus wanted);

/// Reviews the newest revisions of all slices that do not stand so yet, or of one; those approved are not submitted
/// again. Returns one of them. Errors: NotFound (nothing to review), Io.
Result<RevisionId> reviewSlices(
    Project &project, ImageId image, std::optional<int> slice, ReviewStatus status, const QString &comment);

/// The image that waits longest for a review, other than `after`; nothing if none does.
Result<std::optional<ImageRecord>> nextToReview(Project &project, ImageId after);

} // namespace vmunet
