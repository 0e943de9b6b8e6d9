// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/annotator_repository.h"
#include "core/storage/image_repository.h"

#include <optional>
#include <vector>

namespace vmunet {

/// Where an image stands, by the newest revision of each of its slices.
enum class ImageState {
    New, ///< Nothing was done yet.
    Predicted, ///< By a model, untouched by a person.
    InWork,
    ToReview, ///< Its annotators are done with each slice.
    Approved,
    Rejected, ///< At least one slice.
};

enum class WorklistOrder {
    Path,
    State,
    LabelledPixels,
    Uncertainty,
    Annotator,
    Seconds,
    Changed,
    Patient,
    Lesion,
    Tags,
};

/// Which images, in which order. Values that are not set do not restrict.
struct WorklistQuery {
    QString text; ///< Part of path, patient, study, lesion or tag; letters of the Latin alphabet in any case.
    std::vector<ImageState> states;
    AnnotatorId annotator; ///< Who was given it or changed it, whichever came last.
    QString tag; ///< One of its tags.
    QString label; ///< The name of one of its labels, whether or not anything is labelled with it.
    ModelId scoredByOthers; ///< Not approved, and scored by models of this one's task, but not by it.
    WorklistOrder order = WorklistOrder::Path;
    bool descending = false; ///< Images without a value come last then, first otherwise.
    int offset = 0;
    int limit = 100;
};

struct WorklistRow {
    ImageRecord image;
    ImageState state = ImageState::New;
    int revisions = 0;
    int annotatedSlices = 0;
    int approvedSlices = 0;
    std::optional<qint64> labelledPixels; ///< Of all slices; not set where older revisions were never counted.
    std::optional<double> uncertainty; ///< Mean entropy in bits of the least certain slice, by the newest score.
    int uncertainSlice = 0; ///< That slice: why the image ranks where it does.
    QString annotator; ///< Who was given it or changed it, whichever came last; empty where nobody is known.
    double seconds = 0; ///< Spent on it by all annotators.
    QDateTime changed; ///< Invalid without revisions.
    QString lesionId;
    QStringList tags; ///< In alphabetical order.
};

/// The images as a list to work through. A page is one index range, whatever the number of images.
class WorklistRepository {
public:
    WorklistRepository(Database &database, QDir folder, AnnotatorRepository &annotators)
        : m_database(database)
        , m_folder(std::move(folder))
        , m_annotators(annotators)
    {
    }

    Result<std::vector<WorklistRow>> page(const WorklistQuery &query);
    Result<int> count(const WorklistQuery &query); ///< Of all that match; offset and limit are ignored.
    /// Just the ids of a page, without a limit of 0: of all. For work on everything that matches.
    Result<std::vector<ImageId>> ids(const WorklistQuery &query);
    /// At which row of all that match the image is; -1 if it does not.
    Result<int> rowOf(const WorklistQuery &query, ImageId image);
    /// Those of `paths` (absolute) that no image on the list has, in their order.
    Result<QStringList> unlisted(const QStringList &paths);
    /// How many images are in each state, all states in order.
    Result<std::vector<int>> stateCounts();
    /// The least certain image, other than `after`, that nobody has approved, submitted or begun to correct; an invalid
    /// id if there is none.
    Result<ImageId> nextByUncertainty(ImageId after = {});
    Result<std::optional<WorklistRow>> row(ImageId image); ///< Nothing if it is not on the list.
    /// Whose score of the image is the newest; an invalid id without scores.
    Result<ModelId> scoredBy(ImageId image);

    /// Tags are trimmed; at most 100 characters each. All images or none are changed.
    Status addTag(const std::vector<ImageId> &images, const QString &tag);
    Status removeTag(const std::vector<ImageId> &images, const QString &tag);
    Result<QStringList> tags(); ///< All that are in use, in alphabetical order.
    Status setLesion(const std::vector<ImageId> &images, const QString &lesionId);
    Status setPatient(const std::vector<ImageId> &images, const QString &patientId);
    Result<QStringList> labelNames(); ///< All that images have, in alphabetical order.
    /// Gives the images to somebody, who need not have worked in the project before.
    Status assign(const std::vector<ImageId> &images, const QString &annotator);
    /// Takes images off the list or puts them back. Their masks and history stay; an image that is opened comes back.
    Status setListed(const std::vector<ImageId> &images, bool listed);

    /// Time that the current annotator spent on an image; no more than a day is counted at once.
    Status addTime(ImageId image, const QDateTime &started, double seconds);
    /// What a model made of an image without any mask being kept, for ranking after fine-tuning. See addScore().
    Status addScore(ImageId image, int slice, ModelId model, double uncertainty);

    /// Counts the labelled pixels of up to `limit` slices that were written before they were counted. Returns how many
    /// it counted: 0 when all are. Slices whose masks are damaged are passed over.
    Result<int> countSlices(int limit);

private:
    Status forEach(const std::vector<ImageId> &images, const QString &sql, const QVariant &value);
    Result<QStringList> words(const QString &sql);

    Database &m_database;
    QDir m_folder;
    AnnotatorRepository &m_annotators;
};

} // namespace vmunet
