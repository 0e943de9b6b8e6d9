// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/mask_chain.h"

#include "core/annotation/run_length.h"

#include <QCoreApplication>

#include <limits>
#include <vector>

namespace vmunet {

namespace {

constexpr qint64 kLargestSlice = qint64(1) << 30; // Pixels; what QImage can hold is of this order.

QString tr(const char *text)
{
    return QCoreApplication::translate("MaskChain", text);
}

Error damagedRevision(const Database &database, qint64 revision, const QString &what)
{
    return Error{ErrorCode::Corrupt,
        tr("%1 is damaged at revision %2 (%3): go back to a backup of it.")
            .arg(database.path())
            .arg(revision)
            .arg(what)};
}

} // namespace

Result<StoredPatch> readPatch(const Database &database, const Statement &row, QSize size)
{
    const QRect area(int(row.integer(1)), int(row.integer(2)), int(row.integer(3)), int(row.integer(4)));
    const Result<Mask> labels = decodeRunLength(row.blob(5), size);
    if (!labels) {
        return damagedRevision(database, row.integer(0), labels.error().message);
    }
    if (labels->size() != area.size() || !QRect(QPoint(), size).contains(area)) {
        return damagedRevision(database, row.integer(0), tr("its patch is not of the stated size"));
    }
    return StoredPatch{area.topLeft(), *labels};
}

Result<QSize> storedSize(Database &database, ImageId image)
{
    Statement query(database, QStringLiteral("SELECT width, height FROM image WHERE id=?"));
    const Result<bool> row = query.bind(image).next();
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return Error{ErrorCode::NotFound, tr("%1 holds no image %2.").arg(database.path()).arg(image.value)};
    }
    const qint64 width = query.integer(0);
    const qint64 height = query.integer(1);
    constexpr qint64 kLongestSide = 1'000'000;
    if (width < 1 || height < 1 || width > kLongestSide || height > kLongestSide || width * height > kLargestSlice) {
        return Error{ErrorCode::Corrupt,
            tr("%1 is damaged: image %2 cannot be %3 by %4 pixels.")
                .arg(database.path())
                .arg(image.value)
                .arg(width)
                .arg(height)};
    }
    return QSize(int(width), int(height));
}

Result<Mask> rebuildMask(Database &database, ImageId image, int slice, RevisionId upTo, ChainStart start)
{
    const Result<QSize> size = storedSize(database, image);
    if (!size) {
        return size.error();
    }
    Statement query(database, QStringLiteral(R"(
        SELECT revision.id, left, top, width, height, patch, mask
        FROM revision LEFT JOIN mask_snapshot ON revision_id = revision.id
        WHERE image_id=? AND slice=? AND revision.id<=? ORDER BY revision.id DESC)"));
    query.bind(image).bind(slice).bind(upTo ? upTo.value : std::numeric_limits<qint64>::max());
    std::vector<StoredPatch> newestFirst;
    Mask mask;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            break;
        }
        if (start == ChainStart::NewestSnapshot && !query.isNull(6)) {
            const Result<Mask> snapshot = decodeRunLength(query.blob(6), *size);
            if (!snapshot || snapshot->size() != *size) {
                return damagedRevision(database, query.integer(0), tr("its snapshot is not readable"));
            }
            mask = *snapshot;
            break;
        }
        Result<StoredPatch> patch = readPatch(database, query, *size);
        if (!patch) {
            return patch.error();
        }
        newestFirst.push_back(*std::move(patch));
        if (newestFirst.back().labels.size() == *size && start == ChainStart::NewestSnapshot) {
            break;
        }
    }
    if (mask.isNull()) {
        mask = Mask(*size);
    }
    for (auto patch = newestFirst.rbegin(); patch != newestFirst.rend(); ++patch) {
        mask.paste(patch->labels, patch->topLeft);
    }
    return mask;
}

Result<PatchLoad> loadSinceSnapshot(Database &database, ImageId image, int slice)
{
    Statement query(database, QStringLiteral(R"(
        SELECT count(*), coalesce(sum(width * height), 0) FROM revision
        WHERE image_id=? AND slice=? AND id > coalesce((
            SELECT r.id FROM revision AS r JOIN image ON image.id = r.image_id
            LEFT JOIN mask_snapshot ON mask_snapshot.revision_id = r.id
            WHERE r.image_id=? AND r.slice=?
              AND (mask_snapshot.revision_id IS NOT NULL
                   OR (r.left = 0 AND r.top = 0 AND r.width = image.width AND r.height = image.height))
            ORDER BY r.id DESC LIMIT 1), 0))"));
    const Result<bool> row = query.bind(image).bind(slice).bind(image).bind(slice).next();
    if (!row) {
        return row.error();
    }
    return PatchLoad{.patches = int(query.integer(0)), .pixels = query.integer(1)};
}

} // namespace vmunet
