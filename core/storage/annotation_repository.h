// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/editing/edit_record.h"
#include "core/storage/database.h"
#include "core/storage/kept_probability.h"

#include <QDateTime>

#include <optional>
#include <vector>

namespace vmunet {

/// Where a prediction came from.
struct PredictionInfo {
    ModelId model;
    QString device; ///< "cpu", "cuda:0"
    QString preprocessing; ///< "dermoscopy" or "ct"
    double threshold = 0.5;
    double seconds = 0;
};

enum class RevisionKind { Prediction, Edit, Import };
enum class ReviewStatus { Open, Approved, Rejected };

/// One step of a slice's history.
struct Revision {
    RevisionId id;
    ImageId image;
    int slice = 0;
    RevisionKind kind = RevisionKind::Edit;
    QString tool; ///< toolKey(); empty for predictions.
    QRect area; ///< What it replaced.
    QDateTime created;
    std::optional<PredictionInfo> prediction;
    ReviewStatus review = ReviewStatus::Open;
};

/// Where a slice stands.
struct SliceState {
    int slice = 0;
    RevisionId newest;
    bool corrected = false; ///< A person changed it after the last prediction, or drew it alone.
    ReviewStatus review = ReviewStatus::Open; ///< Of the newest revision.
    RevisionId
        approved; ///< The newest approved revision, unless a later review rejected the slice; what training uses.
};

/// Predictions, corrections and reviews: rows are added, never changed.
class AnnotationRepository {
public:
    explicit AnnotationRepository(Database &database)
        : m_database(database)
    {
    }

    Result<RevisionId> addEdit(ImageId image, const EditRecord &edit);
    /// `mask`: the slice after the proposal. A null map keeps no probabilities.
    Result<RevisionId> addPrediction(
        ImageId image, int slice, const Mask &mask, const ProbabilityMap &map, const PredictionInfo &info);
    Status addReview(RevisionId revision, ReviewStatus status); ///< Approved or Rejected.
    /// The same for the newest revision of a slice, whose id it returns. Errors: NotFound (nothing to review).
    Result<RevisionId> reviewNewest(ImageId image, int slice, ReviewStatus status);

    /// A slice as it was after `upTo`, by default now; background without revisions.
    /// Errors: NotFound (no such image), Corrupt (the file's rows contradict each other).
    Result<Mask> mask(ImageId image, int slice, RevisionId upTo = {});
    /// All slices; those without revisions share one background.
    Result<std::vector<Mask>> masks(ImageId image);
    /// Of each slice's newest prediction that was not undone, if it kept any.
    Result<std::vector<KeptProbability>> probabilities(ImageId image);

    Result<std::vector<SliceState>> sliceStates(ImageId image); ///< Slices with revisions, ascending.
    /// Newest first. `slice` -1: all slices.
    Result<std::vector<Revision>> history(ImageId image, int slice = -1, int limit = 1000);
    Result<qint64> revisionCount();

private:
    Result<RevisionId> insertRevision(ImageId image, const EditRecord &edit, RevisionKind kind);
    Status addSnapshotIfDue(ImageId image, int slice, RevisionId newest);

    Database &m_database;
};

} // namespace vmunet
