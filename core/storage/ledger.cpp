// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ledger.h"

#include "core/storage/statement.h"

#include <QCoreApplication>

#include <map>
#include <set>

namespace vmunet {

namespace {

/// The newest prediction before the approved revision of each slice.
const QString kEntries = QStringLiteral(R"(
    WITH done AS (
        SELECT s.image_id, s.slice, s.approved_id,
               (SELECT max(r.id) FROM revision AS r
                WHERE r.image_id = s.image_id AND r.slice = s.slice AND r.id <= s.approved_id
                  AND r.kind = 'prediction') AS prediction_id
        FROM slice_state AS s WHERE s.approved_id IS NOT NULL)
    SELECT prediction.model_id, done.image_id, done.slice, done.prediction_id, done.approved_id, revision.created,
           (SELECT max(created) FROM review WHERE revision_id = done.approved_id AND status = 'approved'),
           (SELECT count(*) FROM revision AS r WHERE r.image_id = done.image_id AND r.slice = done.slice
              AND r.id > done.prediction_id AND r.id <= done.approved_id),
           (SELECT coalesce(sum(r.changed_pixels), 0) FROM revision AS r
            WHERE r.image_id = done.image_id AND r.slice = done.slice
              AND r.id > done.prediction_id AND r.id <= done.approved_id),
           (SELECT coalesce(sum(seconds), 0) FROM work_interval AS w
            WHERE w.image_id = done.image_id AND w.started >= revision.created)
    FROM done JOIN prediction ON prediction.revision_id = done.prediction_id
    JOIN revision ON revision.id = done.prediction_id
    ORDER BY done.image_id, done.slice)");

LedgerEntry entryFrom(const Statement &row)
{
    return {.model = ModelId{row.integer(0)},
        .image = ImageId{row.integer(1)},
        .slice = int(row.integer(2)),
        .prediction = RevisionId{row.integer(3)},
        .approved = RevisionId{row.integer(4)},
        .predicted = QDateTime::fromString(row.text(5), Qt::ISODateWithMs),
        .finished = QDateTime::fromString(row.text(6), Qt::ISODateWithMs),
        .corrections = int(row.integer(7)),
        .changedPixels = row.integer(8),
        .seconds = row.real(9)};
}

/// Any label against the background.
double foregroundDice(const Mask &a, const Mask &b)
{
    qint64 both = 0;
    qint64 sum = 0;
    for (qsizetype i = 0; i < a.labels().size(); ++i) {
        const bool inA = a.labels()[i] != 0;
        const bool inB = b.labels()[i] != 0;
        both += inA && inB;
        sum += int(inA) + int(inB);
    }
    return sum == 0 ? 1 : 2.0 * double(both) / double(sum);
}

} // namespace

Result<std::vector<LedgerEntry>> ledgerEntries(
    Project &project, const CancelFlag &cancel, const ProgressCallback &progress)
{
    Result<std::vector<LedgerEntry>> entries = Statement(project.database(), kEntries).rows<LedgerEntry>(entryFrom);
    if (!entries) {
        return entries;
    }
    std::map<ImageId, int> perImage;
    for (const LedgerEntry &entry : *entries) {
        ++perImage[entry.image];
    }
    for (std::size_t i = 0; i < entries->size(); ++i) {
        LedgerEntry &entry = (*entries)[i];
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, QCoreApplication::translate("Ledger", "The ledger was cancelled.")};
        }
        if (progress) {
            progress(double(i) / double(entries->size()), QCoreApplication::translate("Ledger", "Comparing masks"));
        }
        entry.seconds /= perImage[entry.image];
        if (entry.corrections == 0) {
            continue;
        }
        const Result<Mask> predicted = project.annotations().mask(entry.image, entry.slice, entry.prediction);
        const Result<Mask> approved = project.annotations().mask(entry.image, entry.slice, entry.approved);
        if (!predicted || !approved) {
            return predicted ? approved.error() : predicted.error();
        }
        entry.dice = foregroundDice(*predicted, *approved);
    }
    return entries;
}

std::vector<LedgerRow> ledgerRows(const std::vector<LedgerEntry> &entries, const std::vector<ModelRecord> &models)
{
    std::vector<LedgerRow> rows;
    for (const ModelRecord &model : models) {
        LedgerRow row{.model = model.id, .name = model.name};
        std::set<ImageId> images;
        for (const LedgerEntry &entry : entries) {
            if (entry.model != model.id) {
                continue;
            }
            images.insert(entry.image);
            ++row.slices;
            row.untouched += entry.corrections == 0;
            row.secondsPerImage += entry.seconds;
            row.changedPixelsPerSlice += double(entry.changedPixels);
            row.meanDice += entry.dice;
        }
        if (row.slices == 0) {
            continue;
        }
        row.images = int(images.size());
        row.secondsPerImage /= row.images;
        row.changedPixelsPerSlice /= row.slices;
        row.meanDice /= row.slices;
        rows.push_back(row);
    }
    return rows;
}

QByteArray ledgerCsv(const std::vector<LedgerRow> &rows)
{
    QByteArray csv =
        "model,name,images,slices,untouched,seconds_per_image,changed_pixels_per_slice,dice_prediction_final\r\n";
    for (const LedgerRow &row : rows) {
        QString name = row.name;
        name.replace(QLatin1Char('"'), QStringLiteral("\"\""));
        csv += QStringLiteral("%1,\"%2\",%3,%4,%5,%6,%7,%8\r\n")
                   .arg(row.model.value)
                   .arg(name)
                   .arg(row.images)
                   .arg(row.slices)
                   .arg(row.untouched)
                   .arg(row.secondsPerImage, 0, 'f', 1)
                   .arg(row.changedPixelsPerSlice, 0, 'f', 1)
                   .arg(row.meanDice, 0, 'f', 4)
                   .toUtf8();
    }
    return csv;
}

} // namespace vmunet
