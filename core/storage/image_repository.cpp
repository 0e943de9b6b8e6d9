// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/image_repository.h"

#include "core/base/file_hash.h"
#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <cmath>

namespace vmunet {

namespace {

const QString kColumns = QStringLiteral("id, relative_path, sha256, kind, modality, width, height, slices, spacing_x, "
                                        "spacing_y, spacing_z, patient_id, study_uid, series_uid, added");
const QString kMatches = QStringLiteral("(relative_path LIKE ? ESCAPE '\\' OR patient_id LIKE ? ESCAPE '\\' "
                                        "OR study_uid LIKE ? ESCAPE '\\')");

QString likePattern(QString text)
{
    for (const QChar special : {QLatin1Char('\\'), QLatin1Char('%'), QLatin1Char('_')}) {
        text.replace(special, QLatin1Char('\\') + QString(special));
    }
    return QLatin1Char('%') + text + QLatin1Char('%');
}

ImageRecord recordFrom(const Statement &row, const QDir &folder)
{
    ImageRecord record;
    record.id = ImageId{row.integer(0)};
    record.path = QDir::cleanPath(folder.absoluteFilePath(row.text(1)));
    record.sha256 = row.text(2);
    record.kind = row.text(3) == QLatin1String("volume") ? ImageKind::Volume : ImageKind::Photograph;
    record.modality = row.text(4);
    record.width = int(row.integer(5));
    record.height = int(row.integer(6));
    record.slices = int(row.integer(7));
    if (!row.isNull(8)) {
        record.spacingMm = Vector3{row.real(8), row.real(9), row.real(10)};
    }
    record.patientId = row.text(11);
    record.studyUid = row.text(12);
    record.seriesUid = row.text(13);
    record.added = QDateTime::fromString(row.text(14), Qt::ISODateWithMs);
    return record;
}

} // namespace

QString ImageRepository::relativePath(const QString &path) const
{
    return m_folder.relativeFilePath(QFileInfo(path).absoluteFilePath());
}

Result<ImageId> ImageRepository::add(const Image &image, const QString &sha256)
{
    const Result<ImageId> known = findByHash(sha256);
    if (!known) {
        return known;
    }
    if (*known) {
        const Result<ImageRecord> former = record(*known);
        if (former && former->path != image.path && !QFileInfo::exists(former->path)) {
            const Status moved = Statement(m_database, QStringLiteral("UPDATE image SET relative_path=? WHERE id=?"))
                                     .bind(relativePath(image.path))
                                     .bind(*known)
                                     .run();
            return moved ? known : Result<ImageId>(moved.error());
        }
        return known;
    }
    const bool spaced = image.geometry.known;
    const auto spacing = [&](int axis) {
        return spaced ? std::optional<double>(image.geometry.spacingMm[std::size_t(axis)]) : std::nullopt;
    };
    const Result<qint64> inserted =
        Statement(m_database, QStringLiteral(R"(
            INSERT INTO image (relative_path, sha256, kind, modality, width, height, slices, spacing_x, spacing_y,
                               spacing_z, patient_id, study_uid, series_uid, added)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"))
            .bind(relativePath(image.path))
            .bind(sha256)
            .bind(image.kind == ImageKind::Volume ? QStringLiteral("volume") : QStringLiteral("photograph"))
            .bind(image.modality)
            .bind(image.width)
            .bind(image.height)
            .bind(image.slices)
            .bind(spacing(0))
            .bind(spacing(1))
            .bind(spacing(2))
            .bind(image.patientId)
            .bind(image.studyUid)
            .bind(image.seriesUid)
            .bind(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs))
            .insert();
    if (!inserted) {
        return inserted.error();
    }
    return ImageId{*inserted};
}

Result<ImageRecord> ImageRepository::record(ImageId id)
{
    Statement query(m_database, QStringLiteral("SELECT %1 FROM image WHERE id=?").arg(kColumns));
    const Result<bool> row = query.bind(id).next();
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return Error{ErrorCode::NotFound,
            QCoreApplication::translate("ImageRepository", "%1 holds no image %2.")
                .arg(m_database.path())
                .arg(id.value)};
    }
    return recordFrom(query, m_folder);
}

Result<ImageId> ImageRepository::findByHash(const QString &sha256)
{
    Statement query(m_database, QStringLiteral("SELECT id FROM image WHERE sha256=?"));
    const Result<bool> row = query.bind(sha256).next();
    if (!row) {
        return row.error();
    }
    return *row ? ImageId{query.integer(0)} : ImageId{};
}

Status ImageRepository::relink(ImageId id, const QString &path)
{
    const Result<ImageRecord> image = record(id);
    if (!image) {
        return image.error();
    }
    const Result<QString> hash = sha256OfPath(path);
    if (!hash) {
        return hash.error();
    }
    if (*hash != image->sha256) {
        return Error{ErrorCode::Invalid,
            QCoreApplication::translate("ImageRepository", "%1 is not the image that %2 was: its content differs.")
                .arg(path, image->path)};
    }
    return Statement(m_database, QStringLiteral("UPDATE image SET relative_path=? WHERE id=?"))
        .bind(relativePath(path))
        .bind(id)
        .run();
}

Result<std::vector<ImageSummary>> ImageRepository::list(const QString &text, int offset, int limit)
{
    // The newest revision of a slice decides; of its reviews the last one counts.
    Statement query(m_database,
        QStringLiteral(R"(
        WITH page AS (SELECT %1 FROM image WHERE ?='' OR %2 ORDER BY relative_path, id LIMIT ? OFFSET ?),
        head AS (
            SELECT image_id, slice, count(*) AS revisions, max(id) AS revision_id, max(created) AS changed
            FROM revision WHERE image_id IN (SELECT id FROM page) GROUP BY image_id, slice),
        state AS (
            SELECT head.*, (SELECT status FROM review WHERE review.revision_id = head.revision_id
                            ORDER BY review.id DESC LIMIT 1) AS status FROM head)
        SELECT page.*, coalesce(sum(state.revisions), 0), count(state.slice), coalesce(sum(status = 'approved'), 0),
               max(changed)
        FROM page LEFT JOIN state ON state.image_id = page.id GROUP BY page.id ORDER BY page.relative_path, page.id)")
            .arg(kColumns, kMatches));
    const QString pattern = likePattern(text);
    query.bind(text).bind(pattern).bind(pattern).bind(pattern).bind(limit).bind(offset);
    std::vector<ImageSummary> summaries;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return summaries;
        }
        summaries.push_back({.image = recordFrom(query, m_folder),
            .revisions = int(query.integer(15)),
            .annotatedSlices = int(query.integer(16)),
            .approvedSlices = int(query.integer(17)),
            .changed = QDateTime::fromString(query.text(18), Qt::ISODateWithMs)});
    }
}

Result<int> ImageRepository::count(const QString &text)
{
    Statement query(m_database, QStringLiteral("SELECT count(*) FROM image WHERE ?='' OR %1").arg(kMatches));
    const QString pattern = likePattern(text);
    const Result<bool> row = query.bind(text).bind(pattern).bind(pattern).bind(pattern).next();
    if (!row) {
        return row.error();
    }
    return int(query.integer(0));
}

Status ImageRepository::setLabels(ImageId id, const LabelSet &labels)
{
    Transaction transaction(m_database);
    Status status = transaction.begun();
    if (status) {
        status = Statement(m_database, QStringLiteral("DELETE FROM label WHERE image_id=?")).bind(id).run();
    }
    int position = 0;
    for (const LabelInfo &info : labels.labels()) {
        if (!status) {
            break;
        }
        status = Statement(m_database, QStringLiteral("INSERT INTO label VALUES (?, ?, ?, ?, ?, ?, ?)"))
                     .bind(id)
                     .bind(int(info.label))
                     .bind(position++)
                     .bind(info.name)
                     .bind(qint64(info.color.rgba()))
                     .bind(info.visible)
                     .bind(info.locked)
                     .run();
    }
    return status ? transaction.commit() : status;
}

Result<LabelSet> ImageRepository::labels(ImageId id)
{
    Statement query(m_database,
        QStringLiteral("SELECT number, name, color, visible, locked FROM label WHERE image_id=? ORDER BY position"));
    query.bind(id);
    std::vector<LabelInfo> labels;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return LabelSet(std::move(labels));
        }
        labels.push_back({.label = Label(query.integer(0)),
            .name = query.text(1),
            .color = QColor::fromRgba(QRgb(query.integer(2))),
            .visible = query.integer(3) != 0,
            .locked = query.integer(4) != 0});
    }
}

} // namespace vmunet
