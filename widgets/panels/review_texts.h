// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/image_review.h"

#include <QString>

/// How revisions and reviews are put into words. Values of `core`, in the person's language.
namespace vmunet {

QString reviewWord(ReviewStatus status); ///< "approved"
QString personName(const QString &annotator); ///< "somebody" where it was not kept.
QString modelText(const ImageReview &review, const PredictionInfo &prediction); ///< "Dermoscopy (a1b2c3d4)"
QString whenText(const Passage &passage); ///< Local time, from and to.
/// One line on what was done: "14 steps: brush 10, erase 4", "Dermoscopy (a1b2c3d4) at 0.5 on cpu"
QString whatText(const ImageReview &review, const Passage &passage);
/// Everything on one passage, for a list: who and when, what, what others said.
QString passageText(const ImageReview &review, const Passage &passage);
QString revisionText(const ImageReview &review, const Revision &revision);
/// Who, when, with which weights and by which edits the mask was made; one paragraph.
QString originText(const ImageReview &review);
QString reviewText(const ImageReview &review, const Review &one);
QString stateText(const ImageReview &review);

} // namespace vmunet
