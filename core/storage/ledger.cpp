// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/ledger.h"

#include "core/base/csv.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
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

QString tr(const char *text)
{
    return QCoreApplication::translate("Ledger", text);
}

QString nameOf(const LabelSet &labels, Label label)
{
    const LabelInfo *info = labels.find(label);
    return info ? info->name : tr("Label %1").arg(int(label));
}

/// Dice of everything against the background and of each label.
void compare(LedgerEntry &entry, const Mask &predicted, const Mask &approved, const LabelSet &labels)
{
    std::array<qint64, 256> both{};
    std::array<qint64, 256> sum{};
    qint64 bothAny = 0;
    qint64 sumAny = 0;
    for (qsizetype i = 0; i < predicted.labels().size(); ++i) {
        const auto a = std::uint8_t(predicted.labels()[i]);
        const auto b = std::uint8_t(approved.labels()[i]);
        ++sum[a];
        ++sum[b];
        both[a] += a == b;
        bothAny += a != 0 && b != 0;
        sumAny += int(a != 0) + int(b != 0);
    }
    entry.dice = sumAny == 0 ? 1 : 2.0 * double(bothAny) / double(sumAny);
    for (std::size_t label = 1; label < sum.size(); ++label) {
        if (sum[label] > 0) {
            entry.labels.push_back({.name = nameOf(labels, Label(label)),
                .dice = 2.0 * double(both[label]) / double(sum[label]),
                .slices = 1});
        }
    }
}

/// Of an even number, the mean of the two in the middle; 0 of none.
double median(std::vector<double> values)
{
    if (values.empty()) {
        return 0;
    }
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

Status compareMasks(Project &project, LedgerEntry &entry, const LabelSet &labels)
{
    const Result<Mask> approved = project.annotations().mask(entry.image, entry.slice, entry.approved);
    if (!approved) {
        return approved.error();
    }
    const Result<Mask> predicted =
        entry.corrections == 0 ? approved : project.annotations().mask(entry.image, entry.slice, entry.prediction);
    if (!predicted) {
        return predicted.error();
    }
    compare(entry, *predicted, *approved, labels);
    return Done{};
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
    LabelSet labels;
    for (std::size_t i = 0; i < entries->size(); ++i) {
        LedgerEntry &entry = (*entries)[i];
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, tr("The ledger was cancelled.")};
        }
        if (progress) {
            progress(double(i) / double(entries->size()), tr("Comparing masks"));
        }
        entry.seconds /= perImage[entry.image];
        if (i == 0 || entry.image != (*entries)[i - 1].image) {
            const Result<LabelSet> known = project.images().labels(entry.image);
            if (!known) {
                return known.error();
            }
            labels = *known;
        }
        const Status compared = compareMasks(project, entry, labels);
        if (!compared) {
            return compared.error();
        }
    }
    return entries;
}

namespace {

void addLabels(std::map<QString, LedgerLabel> &sums, const LedgerEntry &entry)
{
    for (const LedgerLabel &label : entry.labels) {
        // "Lesion" of a project and "lesion" of a model are one structure.
        LedgerLabel &sum =
            sums.try_emplace(label.name.toCaseFolded(), LedgerLabel{.name = label.name, .dice = 0}).first->second;
        sum.dice += label.dice;
        ++sum.slices;
    }
}

LedgerRow rowOf(const std::vector<LedgerEntry> &entries, const ModelRecord &model)
{
    LedgerRow row{.model = model.id, .name = model.name, .labels = {}};
    std::map<ImageId, double> seconds;
    std::map<QString, LedgerLabel> labels;
    for (const LedgerEntry &entry : entries) {
        if (entry.model != model.id) {
            continue;
        }
        seconds[entry.image] += entry.seconds;
        ++row.slices;
        row.untouched += entry.corrections == 0;
        row.secondsPerImage += entry.seconds;
        row.changedPixelsPerSlice += double(entry.changedPixels);
        row.meanDice += entry.dice;
        addLabels(labels, entry);
    }
    if (row.slices == 0) {
        return row;
    }
    std::vector<double> times;
    for (const auto &[image, spent] : seconds) {
        times.push_back(spent);
    }
    row.images = int(seconds.size());
    row.secondsPerImage /= row.images;
    row.medianSeconds = median(std::move(times));
    row.changedPixelsPerSlice /= row.slices;
    row.meanDice /= row.slices;
    for (auto &[name, label] : labels) {
        label.dice /= label.slices;
        row.labels.push_back(label);
    }
    return row;
}

Result<LedgerBaseline> readBaseline(Project &project)
{
    Statement query(project.database(), QStringLiteral(R"(
        SELECT (SELECT total(seconds) FROM work_interval WHERE work_interval.image_id = s.image_id)
        FROM slice_state AS s GROUP BY s.image_id
        HAVING sum(s.approved_id IS NOT NULL) > 0 AND NOT EXISTS (
            SELECT 1 FROM revision AS r WHERE r.image_id = s.image_id AND r.kind = 'prediction'))"));
    const auto all = query.rows<double>([](const Statement &row) { return row.real(0); });
    if (!all) {
        return all.error();
    }
    std::vector<double> measured;
    std::copy_if(all->begin(), all->end(), std::back_inserter(measured), [](double seconds) { return seconds > 0; });
    return LedgerBaseline{.images = int(measured.size()), .medianSeconds = median(measured)};
}

QString timeText(double seconds)
{
    const qint64 whole = std::llround(seconds);
    return whole < 60 ? tr("%1 s").arg(seconds, 0, 'f', seconds < 10 ? 1 : 0)
                      : tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

/// `now` against `before`, which both are times of at least one image.
QString answer(const LedgerRow &now, const QString &beforeName, int beforeImages, double before)
{
    const int saved = int(std::lround(100 * (before - now.medianSeconds) / before));
    const QString numbers = tr("%1 takes %2 an image (median of %3), %4 %5 (median of %6)")
                                .arg(now.name, timeText(now.medianSeconds), QString::number(now.images), beforeName,
                                    timeText(before), QString::number(beforeImages));
    if (saved > 0) {
        return tr("Yes: %1, so %2 % are saved.").arg(numbers).arg(saved);
    }
    return saved == 0 ? tr("No difference: %1.").arg(numbers)
                      : tr("No: %1, so %2 % more are spent.").arg(numbers).arg(-saved);
}

} // namespace

std::vector<LedgerRow> ledgerRows(const std::vector<LedgerEntry> &entries, const std::vector<ModelRecord> &models)
{
    std::vector<LedgerRow> rows;
    for (const ModelRecord &model : models) {
        LedgerRow row = rowOf(entries, model);
        if (row.slices > 0) {
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

Result<Ledger> readLedger(Project &project, const CancelFlag &cancel, const ProgressCallback &progress)
{
    Result<std::vector<LedgerEntry>> entries = ledgerEntries(project, cancel, progress);
    const Result<std::vector<ModelRecord>> models = project.models().list();
    const Result<LedgerBaseline> baseline = readBaseline(project);
    if (!entries || !models || !baseline) {
        return !entries ? entries.error() : !models ? models.error() : baseline.error();
    }
    Ledger ledger{.entries = *std::move(entries), .rows = {}, .byHand = *baseline};
    ledger.rows = ledgerRows(ledger.entries, *models);
    return ledger;
}

QString ledgerVerdict(const Ledger &ledger)
{
    std::vector<const LedgerRow *> timed;
    for (const LedgerRow &row : ledger.rows) {
        if (row.medianSeconds > 0) {
            timed.push_back(&row);
        }
    }
    if (ledger.rows.empty()) {
        return tr("Nothing to compare yet: segment images, correct them and approve them.");
    }
    if (timed.empty()) {
        return tr("No time was measured yet: it counts while the approved images are open in the studio.");
    }
    const LedgerRow &now = *timed.back();
    if (ledger.byHand.images > 0) {
        return answer(now, tr("drawing by hand"), ledger.byHand.images, ledger.byHand.medianSeconds);
    }
    if (timed.size() > 1) {
        const LedgerRow &before = **(timed.end() - 2);
        return answer(now, before.name, before.images, before.medianSeconds);
    }
    return tr("%1 takes %2 an image (median of %3). To know what that saves, approve a few images that are drawn by "
              "hand, without a prediction.")
        .arg(now.name, timeText(now.medianSeconds))
        .arg(now.images);
}

QByteArray ledgerCsv(const std::vector<LedgerRow> &rows)
{
    QByteArray csv = csvLine({QStringLiteral("model"), QStringLiteral("name"), QStringLiteral("label"),
        QStringLiteral("images"), QStringLiteral("slices"), QStringLiteral("untouched"),
        QStringLiteral("seconds_per_image"), QStringLiteral("median_seconds_per_image"),
        QStringLiteral("changed_pixels_per_slice"), QStringLiteral("dice_prediction_final")});
    const auto decimals = [](double value, int digits) { return QString::number(value, 'f', digits); };
    for (const LedgerRow &row : rows) {
        const QString model = QString::number(row.model.value);
        csv += csvLine({model, row.name, {}, QString::number(row.images), QString::number(row.slices),
            QString::number(row.untouched), decimals(row.secondsPerImage, 1), decimals(row.medianSeconds, 1),
            decimals(row.changedPixelsPerSlice, 1), decimals(row.meanDice, 4)});
        for (const LedgerLabel &label : row.labels) {
            csv += csvLine({model, row.name, label.name, {}, QString::number(label.slices), {}, {}, {}, {},
                decimals(label.dice, 4)});
        }
    }
    return csv;
}

} // namespace vmunet
