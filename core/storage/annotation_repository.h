// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/editing/edit_record.h"
#include "core/storage/annotator_repository.h"
#include "core/storage/database.h"
#include "core/storage/kept_probability.h"
#include "core/storage/lease_repository.h"
#include "core/storage/slice_counter.h"

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
enum class ReviewStatus {
    Open,
    Approved,
    Rejected,
    Submitted, ///< Its annotator is done; somebody is to review it.
};

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
    RevisionId step; ///< The first revision of the same undo step; its own id where it stands alone.
    QString annotator; ///< Empty where it was not kept.
    std::optional<SliceCounts> counts; ///< Where they were counted.
    RevisionId restored; ///< Whose mask this one brought back.
};

/// What somebody said about a revision.
struct Review {
    RevisionId revision;
    int slice = 0;
    ReviewStatus status = ReviewStatus::Open;
    QString comment;
    QString reader; ///< Empty where it was not kept.
    QDateTime created;
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
    AnnotationRepository(Database &database, AnnotatorRepository &annotators, LeaseRepository &leases)
        : m_database(database)
        , m_annotators(annotators)
        , m_leases(leases)
        , m_counter(database)
    {
    }

    /// Edits of the same image with the same EditRecord::step, one after the other, become one step in the file.
    /// `restored`: whose mask the edit brings back, if it does.
    Result<RevisionId> addEdit(ImageId image, const EditRecord &edit, RevisionId restored = {});
    /// `mask`: the slice after the proposal. A null map keeps no probabilities.
    Result<RevisionId> addPrediction(
        ImageId image, int slice, const Mask &mask, const ProbabilityMap &map, const PredictionInfo &info);
    /// Steps that were counted by another document begin anew; call it when an image is opened.
    void startSteps() { m_steps = {}; }
    /// Brings a slice back as it was after `revision`, as a new revision. Errors: NotFound, Corrupt.
    Result<RevisionId> restore(RevisionId revision);

    /// Approved, Rejected or Submitted, by the current annotator; at most 10,000 characters of comment are kept.
    Status addReview(RevisionId revision, ReviewStatus status, const QString &comment = {});
    /// The same for the newest revision of a slice, whose id it returns. Errors: NotFound (nothing to review).
    Result<RevisionId> reviewNewest(ImageId image, int slice, ReviewStatus status, const QString &comment = {});
    Result<std::vector<Review>> reviews(ImageId image); ///< Oldest first.

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
    /// The undo step that was written last.
    struct Steps {
        ImageId image;
        quint64 counted = 0; ///< EditRecord::step
        RevisionId first;
    };

    Result<RevisionId> addRevision(ImageId image, const EditRecord &edit, RevisionKind kind, RevisionId restored);
    Result<RevisionId> insertRevision(
        ImageId image, const EditRecord &edit, RevisionKind kind, RevisionId restored = {});
    Status addSnapshotIfDue(ImageId image, int slice, RevisionId newest);

    Database &m_database;
    AnnotatorRepository &m_annotators;
    LeaseRepository &m_leases;
    SliceCounter m_counter;
    Steps m_steps;
};

} // namespace vmunet
