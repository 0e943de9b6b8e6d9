// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/worklist_repository.h"

#include "core/storage/image_row.h"
#include "core/storage/mask_chain.h"
#include "core/storage/score.h"
#include "core/storage/statement.h"
#include "core/storage/worklist_sql.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QVariant>

#include <algorithm>

namespace vmunet {

namespace {

constexpr int kFirstColumn = kImageColumnCount;

WorklistRow rowFrom(const Statement &row, const QDir &folder)
{
    WorklistRow result{.image = imageRecordFrom(row, folder)};
    result.state = imageStateFrom(row.text(kFirstColumn));
    result.revisions = int(row.integer(kFirstColumn + 1));
    result.annotatedSlices = int(row.integer(kFirstColumn + 2));
    result.approvedSlices = int(row.integer(kFirstColumn + 3));
    if (!row.isNull(kFirstColumn + 4)) {
        result.labelledPixels = row.integer(kFirstColumn + 4);
    }
    if (!row.isNull(kFirstColumn + 5)) {
        result.uncertainty = row.real(kFirstColumn + 5);
        result.uncertainSlice = int(row.integer(kFirstColumn + 6));
    }
    result.annotator = row.text(kFirstColumn + 7);
    result.seconds = row.real(kFirstColumn + 8);
    result.changed = QDateTime::fromString(row.text(kFirstColumn + 9), Qt::ISODateWithMs);
    result.lesionId = row.text(kFirstColumn + 10);
    result.tags = row.text(kFirstColumn + 11).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    result.tags.sort();
    return result;
}

} // namespace

Result<std::vector<WorklistRow>> WorklistRepository::page(const WorklistQuery &query)
{
    Statement statement(m_database, worklistPageSql(query));
    bindWorklistFilter(statement, query);
    statement.bind(std::max(0, query.limit)).bind(std::max(0, query.offset));
    return statement.rows<WorklistRow>([this](const Statement &row) { return rowFrom(row, m_folder); });
}

Result<std::optional<WorklistRow>> WorklistRepository::row(ImageId image)
{
    Statement statement(m_database, worklistRowSql());
    const auto rows =
        statement.bind(image).rows<WorklistRow>([this](const Statement &row) { return rowFrom(row, m_folder); });
    if (!rows) {
        return rows.error();
    }
    return rows->empty() ? std::optional<WorklistRow>() : std::optional(rows->front());
}

Result<std::vector<ImageId>> WorklistRepository::ids(const WorklistQuery &query)
{
    Statement statement(m_database, worklistIdsSql(query));
    bindWorklistFilter(statement, query);
    statement.bind(query.limit > 0 ? query.limit : -1).bind(std::max(0, query.offset));
    return statement.rows<ImageId>([](const Statement &row) { return ImageId{row.integer(0)}; });
}

Result<int> WorklistRepository::rowOf(const WorklistQuery &query, ImageId image)
{
    WorklistQuery all = query;
    all.offset = all.limit = 0;
    const auto listed = ids(all);
    if (!listed) {
        return listed.error();
    }
    const auto found = std::find(listed->begin(), listed->end(), image);
    return found == listed->end() ? -1 : int(found - listed->begin());
}

Result<QStringList> WorklistRepository::unlisted(const QStringList &paths)
{
    QStringList left;
    for (const QString &path : paths) {
        Statement query(m_database, QStringLiteral("SELECT 1 FROM image WHERE relative_path=? AND listed LIMIT 1"));
        const Result<bool> known = query.bind(relativeImagePath(m_folder, path)).next();
        if (!known) {
            return known.error();
        }
        if (!*known) {
            left.append(path);
        }
    }
    return left;
}

Result<ModelId> WorklistRepository::scoredBy(ImageId image)
{
    Statement query(
        m_database, QStringLiteral("SELECT model_id FROM score WHERE image_id=? ORDER BY created DESC LIMIT 1"));
    const Result<bool> row = query.bind(image).next();
    if (!row) {
        return row.error();
    }
    return *row ? ModelId{query.integer(0)} : ModelId{};
}

Result<int> WorklistRepository::count(const WorklistQuery &query)
{
    Statement statement(m_database, worklistCountSql(query));
    bindWorklistFilter(statement, query);
    const Result<qint64> number = statement.single();
    return number ? Result<int>(int(*number)) : Result<int>(number.error());
}

Result<std::vector<int>> WorklistRepository::stateCounts()
{
    std::vector<int> counts(std::size_t(ImageState::Rejected) + 1);
    Statement query(m_database, QStringLiteral("SELECT state, count(*) FROM worklist GROUP BY state"));
    const auto rows = query.rows<int>([&counts](const Statement &row) {
        return counts[std::size_t(imageStateFrom(row.text(0)))] = int(row.integer(1));
    });
    return rows ? Result<std::vector<int>>(std::move(counts)) : Result<std::vector<int>>(rows.error());
}

Result<ImageId> WorklistRepository::nextByUncertainty(ImageId after)
{
    Statement query(m_database, worklistNextSql());
    const Result<bool> row = query.bind(after.value).next();
    if (!row) {
        return row.error();
    }
    return *row ? ImageId{query.integer(0)} : ImageId{};
}

Status WorklistRepository::forEach(const std::vector<ImageId> &images, const QString &sql, const QVariant &value)
{
    Transaction transaction(m_database);
    Status status = transaction.begun();
    for (std::size_t i = 0; status && i < images.size(); ++i) {
        status = Statement(m_database, sql).bind(value).bind(images[i]).run();
    }
    return status ? transaction.commit() : status;
}

Status WorklistRepository::addTag(const std::vector<ImageId> &images, const QString &tag)
{
    const QString tidy = tag.simplified().left(100);
    if (tidy.isEmpty()) {
        return Error{ErrorCode::Invalid, QCoreApplication::translate("WorklistRepository", "A tag needs a name.")};
    }
    return forEach(
        images, QStringLiteral("INSERT INTO image_tag (tag, image_id) VALUES (?, ?) ON CONFLICT DO NOTHING"), tidy);
}

Status WorklistRepository::removeTag(const std::vector<ImageId> &images, const QString &tag)
{
    return forEach(images, QStringLiteral("DELETE FROM image_tag WHERE tag=? AND image_id=?"), tag.simplified());
}

Result<QStringList> WorklistRepository::words(const QString &sql)
{
    const auto rows = Statement(m_database, sql).rows<QString>([](const Statement &row) { return row.text(0); });
    return rows ? Result<QStringList>(QStringList(rows->begin(), rows->end())) : Result<QStringList>(rows.error());
}

Result<QStringList> WorklistRepository::tags()
{
    return words(QStringLiteral("SELECT DISTINCT tag FROM image_tag ORDER BY tag"));
}

Result<QStringList> WorklistRepository::labelNames()
{
    return words(QStringLiteral("SELECT DISTINCT name FROM label ORDER BY name"));
}

Status WorklistRepository::setLesion(const std::vector<ImageId> &images, const QString &lesionId)
{
    return forEach(images, QStringLiteral("UPDATE image SET lesion_id=? WHERE id=?"), lesionId.simplified().left(200));
}

Status WorklistRepository::setPatient(const std::vector<ImageId> &images, const QString &patientId)
{
    return forEach(
        images, QStringLiteral("UPDATE image SET patient_id=? WHERE id=?"), patientId.simplified().left(200));
}

Status WorklistRepository::assign(const std::vector<ImageId> &images, const QString &annotator)
{
    const QString name = annotator.simplified().left(200);
    if (name.isEmpty()) {
        return Error{
            ErrorCode::Invalid, QCoreApplication::translate("WorklistRepository", "Say who is to get the images.")};
    }
    const Result<AnnotatorId> id = m_annotators.find(name);
    if (!id) {
        return id.error();
    }
    return forEach(images,
        QStringLiteral("INSERT INTO assignment (annotator_id, image_id, assigned) VALUES (?, ?, "
                       "strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"),
        id->value);
}

Status WorklistRepository::setListed(const std::vector<ImageId> &images, bool listed)
{
    return forEach(images, QStringLiteral("UPDATE image SET listed=? WHERE id=?"), listed ? 1 : 0);
}

Status WorklistRepository::addTime(ImageId image, const QDateTime &started, double seconds)
{
    const Result<AnnotatorId> annotator = m_annotators.current();
    if (!annotator) {
        return annotator.error();
    }
    return Statement(m_database,
        QStringLiteral("INSERT INTO work_interval (image_id, annotator_id, started, seconds) VALUES (?, ?, ?, ?)"))
        .bind(image)
        .bind(*annotator)
        .bind(started.toUTC().toString(Qt::ISODateWithMs))
        .bind(std::clamp(seconds, 0.0, 86'400.0))
        .run();
}

Status WorklistRepository::addScore(ImageId image, int slice, ModelId model, double uncertainty)
{
    return vmunet::addScore(m_database, image, slice, model, uncertainty);
}

Result<int> WorklistRepository::countSlices(int limit)
{
    struct Slice {
        ImageId image;
        int slice;
    };
    Statement query(m_database, QStringLiteral(R"(
        SELECT image_id, slice FROM slice_state WHERE labelled_pixels IS NULL ORDER BY image_id, slice LIMIT ?)"));
    const auto slices = query.bind(limit).rows<Slice>([](const Statement &row) {
        return Slice{ImageId{row.integer(0)}, int(row.integer(1))};
    });
    if (!slices) {
        return slices.error();
    }
    int counted = 0;
    for (const Slice &slice : *slices) {
        const Result<Mask> mask = rebuildMask(m_database, slice.image, slice.slice, {});
        if (!mask) {
            continue;
        }
        const Status kept = Statement(m_database,
            QStringLiteral("UPDATE slice_state SET labelled_pixels=? WHERE image_id=? AND slice=? "
                           "AND labelled_pixels IS NULL"))
                                .bind(qint64(mask->labels().size()) - mask->count(kBackground))
                                .bind(slice.image)
                                .bind(slice.slice)
                                .run();
        if (!kept) {
            return kept.error();
        }
        ++counted;
    }
    return counted;
}

} // namespace vmunet
