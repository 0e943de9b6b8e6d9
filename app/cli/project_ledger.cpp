// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"
#include "core/storage/ledger.h"

#include <QJsonArray>

namespace vmunet::cli {

namespace {

QJsonObject toJson(const LedgerRow &row)
{
    QJsonObject labels;
    for (const LedgerLabel &label : row.labels) {
        labels[label.name] = label.dice;
    }
    return {{QStringLiteral("model"), row.model.value}, {QStringLiteral("name"), row.name},
        {QStringLiteral("images"), row.images}, {QStringLiteral("slices"), row.slices},
        {QStringLiteral("untouched"), row.untouched}, {QStringLiteral("seconds_per_image"), row.secondsPerImage},
        {QStringLiteral("median_seconds_per_image"), row.medianSeconds},
        {QStringLiteral("changed_pixels_per_slice"), row.changedPixelsPerSlice},
        {QStringLiteral("dice_prediction_final"), row.meanDice}, {QStringLiteral("dice_by_label"), labels}};
}

} // namespace

int printLedger(Project &project, const QStringList &, const QCommandLineParser &parser)
{
    const Result<Ledger> ledger = readLedger(project);
    if (!ledger) {
        printError(ledger.error().message);
        return kFailed;
    }
    if (parser.isSet(QStringLiteral("csv"))) {
        const QByteArray csv = ledgerCsv(ledger->rows);
        std::fwrite(csv.constData(), 1, std::size_t(csv.size()), stdout);
        return kDone;
    }
    for (const LedgerRow &row : ledger->rows) {
        if (parser.isSet(QStringLiteral("json"))) {
            printJson(toJson(row));
            continue;
        }
        printLine(QStringLiteral("%1: %2 images, %3 of %4 slices untouched, %5 s an image (median; mean %6), %7 pixels "
                                 "changed a slice, Dice %8")
                      .arg(row.name)
                      .arg(row.images)
                      .arg(row.untouched)
                      .arg(row.slices)
                      .arg(row.medianSeconds, 0, 'f', 1)
                      .arg(row.secondsPerImage, 0, 'f', 1)
                      .arg(row.changedPixelsPerSlice, 0, 'f', 0)
                      .arg(row.meanDice, 0, 'f', 3));
    }
    if (!parser.isSet(QStringLiteral("json"))) {
        printLine(ledgerVerdict(*ledger));
    }
    return kDone;
}

} // namespace vmunet::cli
