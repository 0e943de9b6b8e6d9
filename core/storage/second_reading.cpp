// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/second_reading.h"

#include "core/storage/mask_authors.h"
#include "core/storage/mask_chain.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <limits>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SecondReading", text);
}

/// Slices whose newest second reading was neither finished by its reader nor given up. A prediction or edit goes on
/// with it.
const QString kOpen = QStringLiteral(R"(
    WITH begun AS (
        SELECT slice, max(id) AS id, annotator_id AS reader FROM revision
        WHERE image_id=? AND tool='second-reading' GROUP BY slice)
    SELECT begun.slice, begun.id, begun.reader, annotator.name
    FROM begun JOIN annotator ON annotator.id = begun.reader
    WHERE NOT EXISTS (
            SELECT 1 FROM revision AS later JOIN review ON review.revision_id = later.id
            WHERE later.image_id=? AND later.slice = begun.slice AND later.id >= begun.id
              AND review.annotator_id = begun.reader AND review.status <> 'rejected')
      AND NOT EXISTS (
            SELECT 1 FROM revision AS later
            WHERE later.image_id=? AND later.slice = begun.slice AND later.id > begun.id
              AND later.restored_id < begun.id)
    ORDER BY begun.id)");

struct OpenSlice {
    int slice = 0;
    RevisionId began;
    SecondReading reading;
};

Result<std::vector<OpenSlice>> openSlices(Database &database, ImageId image)
{
    Statement query(database, kOpen);
    query.bind(image).bind(image).bind(image);
    return query.rows<OpenSlice>([](const Statement &row) {
        const RevisionId began{row.integer(1)};
        return OpenSlice{.slice = int(row.integer(0)),
            .began = began,
            .reading = {.reader = AnnotatorId{row.integer(2)}, .name = row.text(3), .began = began}};
    });
}

Status mayBegin(Project &project, ImageId image, const std::vector<SliceState> &states)
{
    const Result<std::optional<SecondReading>> open = secondReadingOf(project.database(), image);
    const Result<AnnotatorId> reader = project.annotators().current();
    if (!open || !reader) {
        return open ? reader.error() : open.error();
    }
    if (*open) {
        return Error{ErrorCode::Invalid, tr("%1 is reading this image a second time already.").arg((*open)->name)};
    }
    if (states.empty()) {
        return Error{ErrorCode::Invalid, tr("Nobody has read this image yet: there is no mask to compare with.")};
    }
    for (const SliceState &state : states) {
        const Result<std::set<AnnotatorId>> authors = authorsOf(project.database(), image, state.slice);
        if (!authors) {
            return authors.error();
        }
        if (authors->contains(*reader)) {
            return Error{ErrorCode::Invalid,
                tr("%1 drew this mask: the second reader must be somebody else. Choose who you are in the status bar.")
                    .arg(project.annotators().currentName())};
        }
    }
    return Done{};
}

} // namespace

Result<std::optional<SecondReading>> secondReadingOf(Database &database, ImageId image)
{
    const Result<std::vector<OpenSlice>> slices = openSlices(database, image);
    if (!slices) {
        return slices.error();
    }
    return slices->empty() ? std::optional<SecondReading>() : std::optional(slices->front().reading);
}

Result<RevisionId> beginSecondReading(Project &project, ImageId image)
{
    const Result<QSize> size = storedSize(project.database(), image);
    const Result<std::vector<SliceState>> states =
        size ? project.annotations().sliceStates(image) : Result<std::vector<SliceState>>(size.error());
    const Status allowed = states ? mayBegin(project, image, *states) : Status(states.error());
    if (!allowed) {
        return allowed.error();
    }
    EditRecord empty{.after = Mask(*size), .tool = EditTool::SecondReading};
    empty.area = empty.after.rect();
    empty.step = std::numeric_limits<quint64>::max(); // One step, whatever the open document counts.
    RevisionId first;
    for (const SliceState &state : *states) {
        empty.slice = state.slice;
        const Result<RevisionId> begun = project.annotations().addEdit(image, empty);
        if (!begun) {
            return begun.error();
        }
        first = first ? first : *begun;
    }
    return first;
}

Result<RevisionId> finishSecondReading(Project &project, ImageId image)
{
    const Result<std::optional<SecondReading>> open = secondReadingOf(project.database(), image);
    const Result<AnnotatorId> reader = project.annotators().current();
    if (!open || !reader) {
        return open ? reader.error() : open.error();
    }
    if (!*open || (*open)->reader != *reader) {
        return Error{ErrorCode::Invalid,
            tr("%1 has no second reading of this image under way.").arg(project.annotators().currentName())};
    }
    const Result<std::vector<SliceState>> states = project.annotations().sliceStates(image);
    Transaction transaction(project.database());
    if (!states || !transaction.begun()) {
        return states ? transaction.begun().error() : states.error();
    }
    for (const SliceState &state : *states) {
        if (state.newest < (*open)->began || state.review == ReviewStatus::Approved) {
            continue;
        }
        if (const Status added = project.annotations().addReview(state.newest, ReviewStatus::Submitted); !added) {
            return added.error();
        }
    }
    const Status kept = transaction.commit();
    return kept ? Result<RevisionId>((*open)->began) : Result<RevisionId>(kept.error());
}

Result<RevisionId> giveUpSecondReading(Project &project, ImageId image)
{
    const Result<std::vector<OpenSlice>> slices = openSlices(project.database(), image);
    if (!slices) {
        return slices.error();
    }
    if (slices->empty()) {
        return Error{ErrorCode::Invalid, tr("No second reading of this image is under way.")};
    }
    RevisionId restored;
    for (const OpenSlice &open : *slices) {
        const Result<qint64> former = Statement(project.database(),
            QStringLiteral("SELECT coalesce(max(id), 0) FROM revision WHERE image_id=? AND slice=? AND id<?"))
                                          .bind(image)
                                          .bind(open.slice)
                                          .bind(open.began)
                                          .single();
        const Result<RevisionId> back =
            former ? project.annotations().restore(RevisionId{*former}) : Result<RevisionId>(former.error());
        if (!back) {
            return back.error();
        }
        restored = *back;
    }
    return restored;
}

} // namespace vmunet
