// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/annotation_repository.h"

#include "core/annotation/run_length.h"
#include "core/base/deflate.h"
#include "core/storage/mask_chain.h"
#include "core/storage/revision_words.h"
#include "core/storage/score.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

namespace vmunet {

namespace {

/// A mask is read from no more than this, whichever comes first: strokes are many and small, fills few and large.
constexpr int kPatchesPerSnapshot = 256;
constexpr qint64 kSlicesPerSnapshot = 8; ///< Pixels of the patches, in slices.

QString tr(const char *text)
{
    return QCoreApplication::translate("AnnotationRepository", text);
}

} // namespace

Result<RevisionId> AnnotationRepository::insertRevision(
    ImageId image, const EditRecord &edit, RevisionKind kind, RevisionId restored)
{
    if (const Status writable = m_leases.checkWritable(image); !writable) {
        return writable.error();
    }
    const Result<qint64> newest =
        Statement(m_database, QStringLiteral("SELECT coalesce(max(id), 0) FROM revision")).single();
    const Result<AnnotatorId> annotator = m_annotators.current();
    if (!newest || !annotator) {
        return newest ? annotator.error() : newest.error();
    }
    const RevisionId id{*newest + 1}; // Nothing is ever deleted, and the transaction keeps others out.
    const Result<SliceCounts> counts = m_counter.apply(image, id, edit);
    if (!counts && counts.error().code != ErrorCode::Corrupt) { // A mask that is damaged may be drawn anew.
        return counts.error();
    }
    const bool continues = edit.step != 0 && edit.step == m_steps.counted && image == m_steps.image;
    const RevisionId first = continues ? m_steps.first : id;
    const auto count = [&counts](
                           qint64 SliceCounts::*member) { return counts ? QVariant(*counts.*member) : QVariant(); };
    const Status inserted = Statement(m_database, QStringLiteral(R"(
        INSERT INTO revision (id, image_id, slice, kind, tool, left, top, width, height, patch, threshold, created,
                              step, annotator_id, labelled_pixels, changed_pixels, restored_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"))
                                .bind(id)
                                .bind(image)
                                .bind(edit.slice)
                                .bind(wordOf(kind))
                                .bind(kind == RevisionKind::Prediction ? QString() : toolKey(edit.tool))
                                .bind(edit.area.x())
                                .bind(edit.area.y())
                                .bind(edit.area.width())
                                .bind(edit.area.height())
                                .bind(encodeRunLength(edit.after))
                                .bind(edit.threshold)
                                .bind(utcNow())
                                .bind(first)
                                .bind(*annotator)
                                .bind(count(&SliceCounts::labelled))
                                .bind(count(&SliceCounts::changed))
                                .bind(restored)
                                .run();
    if (!inserted) {
        return inserted.error();
    }
    m_steps = {.image = image, .counted = edit.step, .first = first};
    return id;
}

Result<RevisionId> AnnotationRepository::addEdit(ImageId image, const EditRecord &edit, RevisionId restored)
{
    return addRevision(
        image, edit, edit.tool == EditTool::Import ? RevisionKind::Import : RevisionKind::Edit, restored);
}

Result<RevisionId> AnnotationRepository::addRevision(
    ImageId image, const EditRecord &edit, RevisionKind kind, RevisionId restored)
{
    if (edit.after.size() != edit.area.size()) {
        return Error{ErrorCode::Invalid, tr("An edit's labels are not of its area's size.")};
    }
    Transaction transaction(m_database);
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    const Steps before = m_steps;
    Result<RevisionId> revision = insertRevision(image, edit, kind, restored);
    if (revision) {
        Status status = addSnapshotIfDue(image, edit.slice, *revision);
        if (status) {
            status = transaction.commit();
        }
        if (!status) {
            revision = status.error();
        }
    }
    if (revision) {
        m_leases.noteRevision(image, *revision);
    } else {
        m_counter.forget();
        m_steps = before;
    }
    return revision;
}

Status AnnotationRepository::addSnapshotIfDue(ImageId image, int slice, RevisionId newest)
{
    const Result<PatchLoad> load = loadSinceSnapshot(m_database, image, slice);
    const Result<QSize> size = load ? storedSize(m_database, image) : load.error();
    if (!size) {
        return size.error();
    }
    const qint64 slicePixels = qint64(size->width()) * size->height();
    if (load->patches < kPatchesPerSnapshot && load->pixels < kSlicesPerSnapshot * slicePixels) {
        return Done{};
    }
    // From the file, not from m_counter: a snapshot must be what its patches make.
    const Result<Mask> whole = rebuildMask(m_database, image, slice, newest);
    if (!whole) {
        return whole.error();
    }
    return Statement(m_database, QStringLiteral("INSERT INTO mask_snapshot (revision_id, mask) VALUES (?, ?)"))
        .bind(newest)
        .bind(encodeRunLength(*whole))
        .run();
}

Result<RevisionId> AnnotationRepository::addPrediction(
    ImageId image, int slice, const Mask &mask, const ProbabilityMap &map, const PredictionInfo &info)
{
    const QByteArray kept = map.isNull() ? QByteArray() : deflated(map.values, 1);
    Transaction transaction(m_database);
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    const EditRecord whole{.slice = slice, .area = mask.rect(), .after = mask, .name = {}, .threshold = info.threshold};
    const Result<RevisionId> revision = insertRevision(image, whole, RevisionKind::Prediction);
    if (!revision) {
        m_counter.forget();
        return revision;
    }
    Status status = Statement(m_database, QStringLiteral("INSERT INTO prediction VALUES (?, ?, ?, ?, ?, ?)"))
                        .bind(*revision)
                        .bind(info.model)
                        .bind(info.device)
                        .bind(info.preprocessing)
                        .bind(info.threshold)
                        .bind(info.seconds)
                        .run();
    if (status && !map.isNull()) {
        status = Statement(m_database, QStringLiteral("INSERT INTO probability VALUES (?, ?, ?)"))
                     .bind(*revision)
                     .bind(map.classes)
                     .bind(kept)
                     .run();
    }
    if (status && !map.isNull()) {
        status = addScore(m_database, image, slice, info.model, meanEntropy(map));
    }
    if (status) {
        status = transaction.commit();
    }
    if (status) {
        m_leases.noteRevision(image, *revision);
    } else {
        m_counter.forget();
    }
    return status ? revision : Result<RevisionId>(status.error());
}

Result<RevisionId> AnnotationRepository::restore(RevisionId revision)
{
    Statement query(m_database, QStringLiteral("SELECT image_id, slice FROM revision WHERE id=?"));
    const Result<bool> row = query.bind(revision).next();
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return Error{ErrorCode::NotFound, tr("%1 holds no revision %2.").arg(m_database.path()).arg(revision.value)};
    }
    const ImageId image{query.integer(0)};
    const int slice = int(query.integer(1));
    const Result<Mask> former = rebuildMask(m_database, image, slice, revision);
    if (!former) {
        return former.error();
    }
    EditRecord edit;
    edit.slice = slice;
    edit.area = former->rect();
    edit.after = *former;
    edit.tool = EditTool::Restore;
    return addRevision(image, edit, RevisionKind::Edit, revision);
}

Status AnnotationRepository::addReview(RevisionId revision, ReviewStatus status, const QString &comment)
{
    if (status == ReviewStatus::Open) {
        return Error{ErrorCode::Invalid, tr("A review approves, rejects or submits.")};
    }
    const Result<AnnotatorId> reader = m_annotators.current();
    if (!reader) {
        return reader.error();
    }
    return Statement(m_database,
        QStringLiteral(
            "INSERT INTO review (revision_id, status, comment, annotator_id, created) VALUES (?, ?, ?, ?, ?)"))
        .bind(revision)
        .bind(wordOf(status))
        .bind(comment.left(10'000))
        .bind(*reader)
        .bind(utcNow())
        .run();
}

Result<RevisionId> AnnotationRepository::reviewNewest(
    ImageId image, int slice, ReviewStatus status, const QString &comment)
{
    Statement query(m_database, QStringLiteral("SELECT newest_id FROM slice_state WHERE image_id=? AND slice=?"));
    const Result<bool> row = query.bind(image).bind(slice).next();
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return Error{ErrorCode::NotFound, tr("Slice %1 has no mask that could be reviewed.").arg(slice + 1)};
    }
    const RevisionId newest{query.integer(0)};
    const Status added = addReview(newest, status, comment);
    return added ? Result<RevisionId>(newest) : Result<RevisionId>(added.error());
}

} // namespace vmunet
