// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/merge.h"

#include "core/storage/merge_rows.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <map>

namespace vmunet {

namespace {

/// A revision, as far as it tells whether two histories are one.
struct HistoryRow {
    RevisionId id;
    QByteArray identity;
};

/// By slice, oldest first.
using Histories = std::map<int, std::vector<HistoryRow>>;

Result<Histories> historiesOf(Database &database, ImageId image)
{
    Statement query(database, QStringLiteral(R"(
        SELECT id, slice, created || '/' || tool || '/' || left || '/' || top || '/' || width || '/' || height, patch
        FROM revision WHERE image_id=? ORDER BY id)"));
    query.bind(image);
    Histories histories;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return histories;
        }
        histories[int(query.integer(1))].push_back(
            {.id = RevisionId{query.integer(0)}, .identity = query.text(2).toUtf8() + query.blob(3)});
    }
}

std::size_t commonLength(const std::vector<HistoryRow> &a, const std::vector<HistoryRow> &b)
{
    std::size_t length = 0;
    while (length < a.size() && length < b.size() && a[length].identity == b[length].identity) {
        ++length;
    }
    return length;
}

class Merger {
public:
    Merger(Project &target, Project &source)
        : m_target(target)
        , m_source(source)
        , m_rows(target.database(), source.database())
    {
    }

    Status models() { return m_rows.copyModels(); }
    Status image(const ImageRecord &image);
    MergeReport take() { return std::move(m_report); }

private:
    Result<ImageId> targetImage(const ImageRecord &image);
    Status histories(ImageId own, ImageId other, const QString &path);

    Project &m_target;
    Project &m_source;
    MergeRows m_rows;
    MergeReport m_report;
};

Result<ImageId> Merger::targetImage(const ImageRecord &image)
{
    Result<ImageId> known = m_target.images().findByHash(image.sha256);
    const Result<QStringList> aliases = m_source.images().aliases(image.id);
    for (qsizetype i = 0; known && !*known && aliases && i < aliases->size(); ++i) {
        known = m_target.images().findByHash(aliases->at(i));
    }
    if (!known) {
        return known;
    }
    if (*known) {
        ++m_report.knownImages;
        const Result<ImageRecord> own = m_target.images().record(*known);
        if (!own) {
            return own.error();
        }
        if (own->size() != image.size() || own->slices != image.slices) {
            return Error{ErrorCode::Corrupt,
                QCoreApplication::translate("Merge", "%1 and %2 disagree about the size of %3: check both.")
                    .arg(m_target.path(), m_source.path(), image.path)};
        }
        return known;
    }
    ++m_report.newImages;
    Image added;
    added.kind = image.kind;
    added.width = image.width;
    added.height = image.height;
    added.slices = image.slices;
    added.path = image.path;
    added.modality = image.modality;
    added.patientId = image.patientId;
    added.studyUid = image.studyUid;
    added.seriesUid = image.seriesUid;
    added.geometry.known = bool(image.spacingMm);
    added.geometry.spacingMm = image.spacingMm.value_or(Vector3{1, 1, 1});
    return m_target.images().add(added, image.sha256);
}

Status Merger::image(const ImageRecord &image)
{
    const Result<ImageId> own = targetImage(image);
    if (!own) {
        return own.error();
    }
    if (const Status writable = m_target.leases().checkWritable(*own); !writable) {
        return writable;
    }
    if (const Status described = m_rows.copyDescription(image.id, *own); !described) {
        return described;
    }
    return histories(*own, image.id, image.path);
}

Status Merger::histories(ImageId own, ImageId other, const QString &path)
{
    const Result<Histories> ours = historiesOf(m_target.database(), own);
    const Result<Histories> theirs = historiesOf(m_source.database(), other);
    if (!ours || !theirs) {
        return ours ? theirs.error() : ours.error();
    }
    std::vector<RevisionId> missing;
    static const std::vector<HistoryRow> kNone;
    for (const auto &[slice, rows] : *theirs) {
        const auto known = ours->find(slice);
        const std::vector<HistoryRow> &present = known == ours->end() ? kNone : known->second;
        const std::size_t common = commonLength(present, rows);
        for (std::size_t i = 0; i < common; ++i) {
            m_rows.identify(rows[i].id, present[i].id);
        }
        if (common < present.size() && common < rows.size()) {
            m_report.conflicts.push_back({.imagePath = path,
                .slice = slice,
                .ownRevisions = int(present.size() - common),
                .otherRevisions = int(rows.size() - common)});
            continue;
        }
        for (std::size_t i = common; i < rows.size(); ++i) {
            missing.push_back(rows[i].id);
        }
    }
    std::sort(missing.begin(), missing.end()); // In the order of work: steps may span slices.
    for (const RevisionId revision : missing) {
        if (const Status copied = m_rows.copyRevision(revision, own); !copied) {
            return copied;
        }
    }
    m_report.newRevisions += int(missing.size());
    const Result<int> reviews = m_rows.copyReviews(other);
    if (!reviews) {
        return reviews.error();
    }
    m_report.newReviews += *reviews;
    return Done{};
}

} // namespace

Result<MergeReport> mergeProject(
    Project &target, Project &source, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<std::vector<ImageSummary>> images = source.images().list({}, 0, std::numeric_limits<int>::max());
    if (!images) {
        return images.error();
    }
    Transaction transaction(target.database());
    if (!transaction.begun()) {
        return transaction.begun().error();
    }
    Merger merger(target, source);
    Status status = merger.models();
    for (std::size_t i = 0; status && i < images->size(); ++i) {
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, QCoreApplication::translate("Merge", "The merge was cancelled.")};
        }
        const ImageRecord &image = (*images)[i].image;
        if (progress) {
            progress(double(i) / double(images->size()), image.path);
        }
        status = merger.image(image);
    }
    if (status) {
        status = transaction.commit();
    }
    return status ? Result<MergeReport>(merger.take()) : Result<MergeReport>(status.error());
}

} // namespace vmunet
