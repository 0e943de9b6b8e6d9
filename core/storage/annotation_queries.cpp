// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/annotation_repository.h"
#include "core/storage/mask_chain.h"
#include "core/storage/revision_words.h"
#include "core/storage/statement.h"

namespace vmunet {

namespace {

const QString kLastReview =
    QStringLiteral("(SELECT status FROM review WHERE revision_id = revision.id ORDER BY review.id DESC LIMIT 1)");

Revision revisionFrom(const Statement &row, ImageId image)
{
    Revision revision{.id = RevisionId{row.integer(0)}, .image = image, .slice = int(row.integer(1))};
    revision.kind = revisionKindFrom(row.text(2));
    revision.tool = row.text(3);
    revision.area = QRect(int(row.integer(4)), int(row.integer(5)), int(row.integer(6)), int(row.integer(7)));
    revision.created = QDateTime::fromString(row.text(8), Qt::ISODateWithMs);
    revision.review = reviewStatusFrom(row.text(9));
    if (!row.isNull(10)) {
        revision.prediction = PredictionInfo{.model = ModelId{row.integer(10)},
            .device = row.text(11),
            .preprocessing = row.text(12),
            .threshold = row.real(13),
            .seconds = row.real(14)};
    }
    revision.step = RevisionId{row.integer(15)};
    revision.annotator = row.text(16);
    if (!row.isNull(17)) {
        revision.counts = SliceCounts{.labelled = row.integer(17), .changed = row.integer(18)};
    }
    revision.restored = RevisionId{row.integer(19)};
    return revision;
}

} // namespace

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
    Statement query(m_database, QStringLiteral(R"(
        SELECT slice, newest_id, corrected, status, coalesce(approved_id, 0) FROM slice_state
        WHERE image_id=? ORDER BY slice)"));
    return query.bind(image).rows<SliceState>([](const Statement &row) {
        return SliceState{.slice = int(row.integer(0)),
            .newest = RevisionId{row.integer(1)},
            .corrected = row.integer(2) != 0,
            .review = reviewStatusFrom(row.text(3)),
            .approved = RevisionId{row.integer(4)}};
    });
}

Result<std::vector<Revision>> AnnotationRepository::history(ImageId image, int slice, int limit)
{
    Statement query(m_database,
        QStringLiteral(R"(
        SELECT revision.id, slice, kind, tool, left, top, width, height, created, %1, model_id, device, preprocessing,
               prediction.threshold, seconds, coalesce(step, revision.id), coalesce(annotator.name, ''),
               labelled_pixels, changed_pixels, coalesce(restored_id, 0)
        FROM revision LEFT JOIN prediction ON prediction.revision_id = revision.id
        LEFT JOIN annotator ON annotator.id = revision.annotator_id
        WHERE image_id=? AND (? < 0 OR slice=?) ORDER BY revision.id DESC LIMIT ?)")
            .arg(kLastReview));
    query.bind(image).bind(slice).bind(slice).bind(limit);
    return query.rows<Revision>([image](const Statement &row) { return revisionFrom(row, image); });
}

Result<std::vector<Review>> AnnotationRepository::reviews(ImageId image)
{
    Statement query(m_database, QStringLiteral(R"(
        SELECT review.revision_id, revision.slice, status, comment, coalesce(annotator.name, ''), review.created
        FROM revision CROSS JOIN review ON review.revision_id = revision.id
        LEFT JOIN annotator ON annotator.id = review.annotator_id
        WHERE revision.image_id=? ORDER BY review.id)"));
    return query.bind(image).rows<Review>([](const Statement &row) {
        return Review{.revision = RevisionId{row.integer(0)},
            .slice = int(row.integer(1)),
            .status = reviewStatusFrom(row.text(2)),
            .comment = row.text(3),
            .reader = row.text(4),
            .created = QDateTime::fromString(row.text(5), Qt::ISODateWithMs)};
    });
}

Result<qint64> AnnotationRepository::revisionCount()
{
    return Statement(m_database, QStringLiteral("SELECT count(*) FROM revision")).single();
}

} // namespace vmunet
