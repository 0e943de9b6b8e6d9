// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/annotation_repository.h"

#include "core/annotation/run_length.h"
#include "core/base/deflate.h"
#include "core/storage/mask_chain.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <array>

namespace vmunet {

namespace {

/// A mask is read from at most this many patches. Less often than one commit in a hundred pays for the snapshot.
constexpr int kPatchesPerSnapshot = 128;

const std::array<QString, 3> kKinds{QStringLiteral("prediction"), QStringLiteral("edit"), QStringLiteral("import")};

RevisionKind kindFrom(const QString &word)
{
    return word == kKinds[0] ? RevisionKind::Prediction : word == kKinds[2] ? RevisionKind::Import : RevisionKind::Edit;
}

ReviewStatus reviewFrom(const QString &word)
{
    return word == QLatin1String("approved") ? ReviewStatus::Approved
        : word == QLatin1String("rejected")  ? ReviewStatus::Rejected
                                             : ReviewStatus::Open;
}

QString now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

const QString kLastReview =
    QStringLiteral("(SELECT status FROM review WHERE revision_id = revision.id ORDER BY review.id DESC LIMIT 1)");

} // namespace

Result<RevisionId> AnnotationRepository::insertRevision(ImageId image, const EditRecord &edit, RevisionKind kind)
{
    const Result<qint64> inserted = Statement(m_database, QStringLiteral(R"(
        INSERT INTO revision (image_id, slice, kind, tool, left, top, width, height, patch, threshold, created)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"))
                                        .bind(image)
                                        .bind(edit.slice)
                                        .bind(kKinds[std::size_t(kind)])
                                        .bind(kind == RevisionKind::Prediction ? QString() : toolKey(edit.tool))
                                        .bind(edit.area.x())
                                        .bind(edit.area.y())
                                        .bind(edit.area.width())
                                        .bind(edit.area.height())
                                        .bind(encodeRunLength(edit.after))
                                        .bind(edit.threshold)
                                        .bind(now())
                                        .insert();
    if (!inserted) {
        return inserted.error();
    }
    return RevisionId{*inserted};
}

Result<RevisionId> AnnotationRepository::addEdit(ImageId image, const EditRecord &edit)
{
    if (edit.after.size() != edit.area.size()) {
        return Error{ErrorCode::Invalid,
            QCoreApplication::translate("AnnotationRepository", "An edit's labels are not of its area's size.")};
    }
    Transaction transaction(m_database);
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    const Result<RevisionId> revision =
        insertRevision(image, edit, edit.tool == EditTool::Import ? RevisionKind::Import : RevisionKind::Edit);
    if (!revision) {
        return revision;
    }
    if (const Status kept = addSnapshotIfDue(image, edit.slice, *revision); !kept) {
        return kept.error();
    }
    const Status committed = transaction.commit();
    return committed ? revision : Result<RevisionId>(committed.error());
}

Status AnnotationRepository::addSnapshotIfDue(ImageId image, int slice, RevisionId newest)
{
    const Result<int> patches = patchesSinceSnapshot(m_database, image, slice);
    if (!patches) {
        return patches.error();
    }
    if (*patches < kPatchesPerSnapshot) {
        return Done{};
    }
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
    if (status) {
        status = transaction.commit();
    }
    return status ? revision : Result<RevisionId>(status.error());
}

Status AnnotationRepository::addReview(RevisionId revision, ReviewStatus status)
{
    return Statement(m_database, QStringLiteral("INSERT INTO review (revision_id, status, created) VALUES (?, ?, ?)"))
        .bind(revision)
        .bind(status == ReviewStatus::Approved ? QStringLiteral("approved") : QStringLiteral("rejected"))
        .bind(now())
        .run();
}

Result<RevisionId> AnnotationRepository::reviewNewest(ImageId image, int slice, ReviewStatus status)
{
    Statement query(m_database, QStringLiteral("SELECT max(id) FROM revision WHERE image_id=? AND slice=?"));
    const Result<bool> row = query.bind(image).bind(slice).next();
    if (!row) {
        return row.error();
    }
    if (query.isNull(0)) {
        return Error{ErrorCode::NotFound,
            QCoreApplication::translate("AnnotationRepository", "Slice %1 has no mask that could be reviewed.")
                .arg(slice + 1)};
    }
    const RevisionId newest{query.integer(0)};
    const Status added = addReview(newest, status);
    return added ? Result<RevisionId>(newest) : Result<RevisionId>(added.error());
}

Result<Mask> AnnotationRepository::mask(ImageId image, int slice, RevisionId upTo)
{
    return rebuildMask(m_database, image, slice, upTo);
}

Result<std::vector<Mask>> AnnotationRepository::masks(ImageId image)
{
    const Result<QSize> size = storedSize(m_database, image);
    if (!size) {
        return size.error();
    }
    Statement count(m_database, QStringLiteral("SELECT slices FROM image WHERE id=?"));
    if (const Result<bool> row = count.bind(image).next(); !row) {
        return row.error();
    }
    std::vector<Mask> masks(std::size_t(count.integer(0)), Mask(*size));
    const Result<std::vector<SliceState>> states = sliceStates(image);
    if (!states) {
        return states.error();
    }
    for (const SliceState &state : *states) {
        Result<Mask> slice = rebuildMask(m_database, image, state.slice, {});
        if (!slice) {
            return slice.error();
        }
        if (std::size_t(state.slice) < masks.size()) {
            masks[std::size_t(state.slice)] = *std::move(slice);
        }
    }
    return masks;
}

Result<std::vector<KeptProbability>> AnnotationRepository::probabilities(ImageId image)
{
    return keptProbabilities(m_database, image);
}

Result<std::vector<SliceState>> AnnotationRepository::sliceStates(ImageId image)
{
    Statement query(m_database,
        QStringLiteral(R"(
        SELECT slice, id, kind, %1 FROM revision WHERE image_id=? ORDER BY slice, id)")
            .arg(kLastReview));
    query.bind(image);
    std::vector<SliceState> states;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return states;
        }
        const int slice = int(query.integer(0));
        if (states.empty() || states.back().slice != slice) {
            states.push_back({.slice = slice});
        }
        SliceState &state = states.back();
        state.newest = RevisionId{query.integer(1)};
        state.corrected = kindFrom(query.text(2)) != RevisionKind::Prediction;
        state.review = reviewFrom(query.text(3));
        if (state.review == ReviewStatus::Approved) {
            state.approved = state.newest;
        } else if (state.review == ReviewStatus::Rejected) {
            state.approved = {};
        }
    }
}

Result<std::vector<Revision>> AnnotationRepository::history(ImageId image, int slice, int limit)
{
    Statement query(m_database,
        QStringLiteral(R"(
        SELECT id, slice, kind, tool, left, top, width, height, created, %1, model_id, device, preprocessing,
               prediction.threshold, seconds
        FROM revision LEFT JOIN prediction ON prediction.revision_id = revision.id
        WHERE image_id=? AND (? < 0 OR slice=?) ORDER BY id DESC LIMIT ?)")
            .arg(kLastReview));
    query.bind(image).bind(slice).bind(slice).bind(limit);
    std::vector<Revision> history;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return history;
        }
        Revision revision{.id = RevisionId{query.integer(0)}, .image = image, .slice = int(query.integer(1))};
        revision.kind = kindFrom(query.text(2));
        revision.tool = query.text(3);
        revision.area =
            QRect(int(query.integer(4)), int(query.integer(5)), int(query.integer(6)), int(query.integer(7)));
        revision.created = QDateTime::fromString(query.text(8), Qt::ISODateWithMs);
        revision.review = reviewFrom(query.text(9));
        if (!query.isNull(10)) {
            revision.prediction = PredictionInfo{.model = ModelId{query.integer(10)},
                .device = query.text(11),
                .preprocessing = query.text(12),
                .threshold = query.real(13),
                .seconds = query.real(14)};
        }
        history.push_back(std::move(revision));
    }
}

Result<qint64> AnnotationRepository::revisionCount()
{
    Statement query(m_database, QStringLiteral("SELECT count(*) FROM revision"));
    const Result<bool> row = query.next();
    if (!row) {
        return row.error();
    }
    return query.integer(0);
}

} // namespace vmunet
