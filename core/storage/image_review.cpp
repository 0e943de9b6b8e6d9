// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/image_review.h"

#include "core/storage/mask_authors.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace vmunet {

namespace {

bool standsAlone(const Revision &revision)
{
    return revision.kind == RevisionKind::Prediction || revision.restored
        || revision.tool == toolKey(EditTool::SecondReading);
}

bool goesOn(const Passage &passage, const Revision &older)
{
    const Revision &newer = passage.revisions.back();
    return !standsAlone(newer) && !standsAlone(older) && newer.kind == older.kind && newer.annotator == older.annotator
        && older.review == ReviewStatus::Open;
}

void countSteps(Passage &passage)
{
    std::set<RevisionId> steps;
    for (const Revision &revision : passage.revisions) {
        passage.changedPixels += revision.counts ? revision.counts->changed : 0;
        if (steps.insert(revision.step).second && revision.kind != RevisionKind::Prediction) {
            ++passage.tools[revision.tool];
        }
    }
    passage.steps = int(steps.size());
}

Status readAuthors(Project &project, ImageReview &review)
{
    const Result<std::set<AnnotatorId>> ids = authorsOf(project.database(), review.image, review.slice);
    const Result<std::vector<Annotator>> all = ids ? project.annotators().list() : ids.error();
    if (!all) {
        return all.error();
    }
    for (const AnnotatorId id : *ids) {
        const auto known = std::find_if(all->begin(), all->end(), [id](const Annotator &one) { return one.id == id; });
        review.authors.append(known == all->end() ? QString() : known->name);
    }
    return Done{};
}

void countStates(ImageReview &review, const std::vector<SliceState> &states)
{
    review.annotated = int(states.size());
    for (const SliceState &state : states) {
        review.submitted += state.review == ReviewStatus::Submitted;
        review.approved += state.review == ReviewStatus::Approved;
        review.rejected += state.review == ReviewStatus::Rejected;
        if (state.slice == review.slice) {
            review.sliceStatus = state.review;
        }
    }
}

} // namespace

std::vector<Passage> passagesOf(const std::vector<Revision> &revisions, const std::vector<Review> &reviews)
{
    std::vector<Passage> passages;
    for (const Revision &revision : revisions) {
        if (passages.empty() || !goesOn(passages.back(), revision)) {
            Passage passage{.kind = revision.kind,
                .annotator = revision.annotator,
                .ended = revision.created,
                .prediction = revision.prediction,
                .restored = revision.restored};
            if (revision.counts) {
                passage.labelledPixels = revision.counts->labelled;
            }
            std::copy_if(reviews.begin(), reviews.end(), std::back_inserter(passage.reviews),
                [&revision](const Review &review) { return review.revision == revision.id; });
            passages.push_back(std::move(passage));
        }
        passages.back().began = revision.created;
        passages.back().revisions.push_back(revision);
    }
    std::for_each(passages.begin(), passages.end(), countSteps);
    return passages;
}

Result<ImageReview> readImageReview(Project &project, ImageId image, int slice, int limit)
{
    ImageReview review{.image = image, .slice = slice, .annotator = project.annotators().currentName()};
    const Result<std::optional<SecondReading>> reading = secondReadingOf(project.database(), image);
    const auto states = reading ? project.annotations().sliceStates(image) : reading.error();
    auto revisions = states ? project.annotations().history(image, slice, limit + 1) : states.error();
    auto reviews = revisions ? project.annotations().reviews(image) : revisions.error();
    const auto models = reviews ? project.models().list() : reviews.error();
    if (!models) {
        return models.error();
    }
    review.isCut = int(revisions->size()) > limit;
    revisions->resize(std::min(revisions->size(), std::size_t(limit)));
    if (*reading) {
        review.reading = *reading;
        const auto isHidden = [began = (*reading)->began](RevisionId id) { return id < began; };
        std::erase_if(*revisions, [&](const Revision &revision) { return isHidden(revision.id); });
        std::erase_if(*reviews, [&](const Review &one) { return isHidden(one.revision); });
    }
    review.passages = passagesOf(*revisions, *reviews);
    review.reviews = *std::move(reviews);
    countStates(review, *states);
    for (const ModelRecord &model : *models) {
        review.models.emplace(model.id, model);
    }
    const Status authors = readAuthors(project, review);
    return authors ? Result<ImageReview>(std::move(review)) : Result<ImageReview>(authors.error());
}

bool standsAs(ReviewStatus present, ReviewStatus wanted)
{
    return present == wanted || (wanted == ReviewStatus::Submitted && present == ReviewStatus::Approved);
}

Result<RevisionId> reviewSlices(
    Project &project, ImageId image, std::optional<int> slice, ReviewStatus status, const QString &comment)
{
    const Result<std::vector<SliceState>> states = project.annotations().sliceStates(image);
    Transaction transaction(project.database());
    if (!states || !transaction.begun()) {
        return states ? transaction.begun().error() : states.error();
    }
    RevisionId reviewed;
    for (const SliceState &state : *states) {
        if ((slice && *slice != state.slice) || (!slice && standsAs(state.review, status))) {
            continue;
        }
        if (const Status added = project.annotations().addReview(state.newest, status, comment); !added) {
            return added.error();
        }
        reviewed = state.newest;
    }
    if (!reviewed) {
        return Error{ErrorCode::NotFound,
            QCoreApplication::translate("ImageReview", "There is no mask that could be reviewed.")};
    }
    const Status kept = transaction.commit();
    return kept ? Result<RevisionId>(reviewed) : Result<RevisionId>(kept.error());
}

Result<std::optional<ImageRecord>> nextToReview(Project &project, ImageId after)
{
    const WorklistQuery waiting{.states = {ImageState::ToReview}, .order = WorklistOrder::Changed, .limit = 2};
    const Result<std::vector<WorklistRow>> rows = project.worklist().page(waiting);
    if (!rows) {
        return rows.error();
    }
    for (const WorklistRow &row : *rows) {
        if (row.image.id != after) {
            return std::optional(row.image);
        }
    }
    return std::optional<ImageRecord>();
}

} // namespace vmunet
