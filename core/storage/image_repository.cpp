// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/image_repository.h"

#include "core/base/file_hash.h"
#include "core/image/image_identity.h"
#include "core/storage/image_row.h"
#include "core/storage/statement.h"
#include "core/storage/worklist_sql.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <cmath>

namespace vmunet {

const QString kImageColumns =
    QStringLiteral("image.id, relative_path, sha256, kind, modality, width, height, slices, spacing_x, spacing_y, "
                   "spacing_z, patient_id, study_uid, series_uid, image.added");

ImageRecord imageRecordFrom(const Statement &row, const QDir &folder)
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

QString relativeImagePath(const QDir &folder, const QString &path)
{
    return folder.relativeFilePath(QFileInfo(path).absoluteFilePath());
}

Result<ImageId> ImageRepository::add(const Image &image, const QString &sha256)
{
    Result<ImageId> known = findByHash(sha256);
    if (known && !*known) {
        known = findByFolderHash(image, sha256);
    }
    if (!known) {
        return known;
    }
    if (!*known) {
        return insert(image, sha256);
    }
    if (const Status listed = putOnList(*known); !listed) {
        return listed.error();
    }
    const Result<ImageRecord> former = record(*known);
    if (former && former->path != image.path && !QFileInfo::exists(former->path) && !m_database.isReadOnly()) {
        const Status moved = setPath(*known, image.path);
        return moved ? known : Result<ImageId>(moved.error());
    }
    return known;
}

Result<ImageId> ImageRepository::findByFolderHash(const Image &image, const QString &sha256)
{
    if (image.files.isEmpty() || image.seriesUid.isEmpty()) {
        return ImageId{};
    }
    Statement candidate(m_database, QStringLiteral("SELECT 1 FROM image WHERE series_uid=? LIMIT 1"));
    const Result<bool> any = candidate.bind(image.seriesUid).next();
    if (!any || !*any) {
        return any ? Result<ImageId>(ImageId{}) : Result<ImageId>(any.error());
    }
    const Result<QString> folderHash = sha256OfPath(image.path);
    if (!folderHash) {
        return ImageId{}; // Files lie in subfolders only: such a folder never had that hash.
    }
    Statement known(m_database,
        QStringLiteral("SELECT id FROM image WHERE sha256=? AND series_uid=? AND width=? AND height=? AND slices=?"));
    const Result<bool> row =
        known.bind(*folderHash).bind(image.seriesUid).bind(image.width).bind(image.height).bind(image.slices).next();
    if (!row || !*row) {
        return row ? Result<ImageId>(ImageId{}) : Result<ImageId>(row.error());
    }
    const ImageId id{known.integer(0)};
    const Status noted =
        Statement(
            m_database, QStringLiteral("INSERT INTO image_alias (sha256, image_id, reason, added) VALUES (?, ?, ?, ?)"))
            .bind(sha256)
            .bind(id)
            .bind(QStringLiteral("the series alone; the image was added with the hash of its whole folder"))
            .bind(utcNow())
            .run();
    return noted ? Result<ImageId>(id) : Result<ImageId>(noted.error());
}

Status ImageRepository::putOnList(ImageId id)
{
    if (m_database.isReadOnly()) {
        return Done{};
    }
    return Statement(m_database, QStringLiteral("UPDATE image SET listed=1 WHERE id=? AND NOT listed")).bind(id).run();
}

Status ImageRepository::setPath(ImageId id, const QString &path)
{
    return Statement(m_database, QStringLiteral("UPDATE image SET relative_path=? WHERE id=?"))
        .bind(relativeImagePath(m_folder, path))
        .bind(id)
        .run();
}

Result<ImageId> ImageRepository::insert(const Image &image, const QString &sha256)
{
    const bool spaced = image.geometry.known;
    const auto spacing = [&](int axis) {
        return spaced ? std::optional<double>(image.geometry.spacingMm[std::size_t(axis)]) : std::nullopt;
    };
    const Result<qint64> inserted =
        Statement(m_database, QStringLiteral(R"(
            INSERT INTO image (relative_path, sha256, kind, modality, width, height, slices, spacing_x, spacing_y,
                               spacing_z, patient_id, study_uid, series_uid, added)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?))"))
            .bind(relativeImagePath(m_folder, image.path))
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
            .bind(utcNow())
            .insert();
    if (!inserted) {
        return inserted.error();
    }
    return ImageId{*inserted};
}

Result<ImageRecord> ImageRepository::record(ImageId id)
{
    Statement query(m_database, QStringLiteral("SELECT %1 FROM image WHERE id=?").arg(kImageColumns));
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
    return imageRecordFrom(query, m_folder);
}

Result<ImageId> ImageRepository::findByHash(const QString &sha256)
{
    Statement query(m_database, QStringLiteral(R"(
        SELECT id FROM image WHERE sha256=? UNION ALL SELECT image_id FROM image_alias WHERE sha256=? LIMIT 1)"));
    const Result<bool> row = query.bind(sha256).bind(sha256).next();
    if (!row) {
        return row.error();
    }
    return *row ? ImageId{query.integer(0)} : ImageId{};
}

Result<QStringList> ImageRepository::aliases(ImageId id)
{
    Statement query(m_database, QStringLiteral("SELECT sha256 FROM image_alias WHERE image_id=?"));
    const auto rows = query.bind(id).rows<QString>([](const Statement &row) { return row.text(0); });
    return rows ? Result<QStringList>(QStringList(rows->begin(), rows->end())) : Result<QStringList>(rows.error());
}

Result<bool> ImageRepository::isKnownAs(ImageId id, const QString &sha256)
{
    const Result<ImageId> known = findByHash(sha256);
    return known ? Result<bool>(*known == id) : Result<bool>(known.error());
}

Result<bool> ImageRepository::isUnchanged(const ImageRecord &image, const CancelFlag &cancel)
{
    const Result<QString> hash =
        sha256OfImageAt({image.path, image.seriesUid, image.width, image.height, image.slices}, cancel);
    if (hash && *hash == image.sha256) {
        return true;
    }
    const Result<bool> known = hash ? isKnownAs(image.id, *hash) : Result<bool>(hash.error());
    if ((known && *known) || !QFileInfo(image.path).isDir()) {
        return known;
    }
    // Added by a version that took the whole folder for the image.
    const Result<QString> folder = sha256OfPath(image.path, cancel);
    return folder && *folder == image.sha256 ? Result<bool>(true) : known;
}

Status ImageRepository::relink(ImageId id, const QString &path)
{
    Result<ImageRecord> image = record(id);
    if (!image) {
        return image.error();
    }
    const QString former = std::exchange(image->path, path);
    const Result<bool> same = isUnchanged(*image);
    if (!same) {
        return same.error();
    }
    if (!*same) {
        return Error{ErrorCode::Invalid,
            QCoreApplication::translate("ImageRepository", "%1 is not the image that %2 was: its content differs.")
                .arg(path, former)};
    }
    return setPath(id, path);
}

namespace {

/// What search looks at, of images on the worklist and off it.
const QString kSearchable = QStringLiteral(R"(
    WITH searchable AS (
        SELECT image_id, text FROM worklist UNION ALL
        SELECT id, lower(relative_path || char(10) || patient_id || char(10) || study_uid || char(10) || lesion_id)
        FROM image WHERE NOT listed))");

} // namespace

Result<std::vector<ImageSummary>> ImageRepository::list(const QString &text, int offset, int limit)
{
    Statement query(m_database,
        QStringLiteral(R"(
        %1, page AS MATERIALIZED (
            SELECT image_id, text FROM searchable WHERE instr(text, ?) ORDER BY text, image_id LIMIT ? OFFSET ?)
        SELECT %2, coalesce(sum(s.revisions), 0), count(s.image_id), coalesce(sum(s.status = 'approved'), 0),
               coalesce(max(s.changed), '')
        FROM page CROSS JOIN image ON image.id = page.image_id LEFT JOIN slice_state AS s ON s.image_id = page.image_id
        GROUP BY page.text, page.image_id ORDER BY page.text, page.image_id)")
            .arg(kSearchable, kImageColumns));
    query.bind(worklistSearchText(text)).bind(limit).bind(offset);
    return query.rows<ImageSummary>([this](const Statement &row) {
        return ImageSummary{.image = imageRecordFrom(row, m_folder),
            .revisions = int(row.integer(kImageColumnCount)),
            .annotatedSlices = int(row.integer(kImageColumnCount + 1)),
            .approvedSlices = int(row.integer(kImageColumnCount + 2)),
            .changed = QDateTime::fromString(row.text(kImageColumnCount + 3), Qt::ISODateWithMs)};
    });
}

Result<int> ImageRepository::count(const QString &text)
{
    Statement query(m_database, kSearchable + QStringLiteral("SELECT count(*) FROM searchable WHERE instr(text, ?)"));
    const Result<qint64> number = query.bind(worklistSearchText(text)).single();
    return number ? Result<int>(int(*number)) : Result<int>(number.error());
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
        status =
            Statement(m_database, QStringLiteral("INSERT INTO label VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"))
                .bind(id)
                .bind(int(info.label))
                .bind(position++)
                .bind(info.name)
                .bind(qint64(info.color.rgba()))
                .bind(info.visible)
                .bind(info.locked)
                .bind(info.category.value)
                .bind(info.category.scheme)
                .bind(info.category.meaning)
                .bind(info.type.value)
                .bind(info.type.scheme)
                .bind(info.type.meaning)
                .run();
    }
    return status ? transaction.commit() : status;
}

Result<LabelSet> ImageRepository::labels(ImageId id)
{
    Statement query(m_database, QStringLiteral(R"(
        SELECT number, name, color, visible, locked, category_value, category_scheme, category_meaning, type_value,
               type_scheme, type_meaning
        FROM label WHERE image_id=? ORDER BY position)"));
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
            .locked = query.integer(4) != 0,
            .category = {query.text(5), query.text(6), query.text(7)},
            .type = {query.text(8), query.text(9), query.text(10)}});
    }
}

} // namespace vmunet
