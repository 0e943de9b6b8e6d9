// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"

#include "core/storage/agreement.h"

namespace vmunet::cli {

namespace {

QJsonObject toJson(const Agreement &row)
{
    QJsonObject object{{QStringLiteral("first"), row.first}, {QStringLiteral("second"), row.second},
        {QStringLiteral("structure"), row.structure}, {QStringLiteral("slices"), row.slices},
        {QStringLiteral("dice"), row.dice}, {QStringLiteral("kappa"), row.kappa}};
    if (row.image) {
        object.insert(QStringLiteral("image"), row.path);
    } else {
        object.insert(QStringLiteral("summary"), true);
    }
    return object;
}

QString toLine(const Agreement &row)
{
    return QStringLiteral("%1, %2: %3 and %4 on %5 slices: Dice %6, kappa %7")
        .arg(row.image ? row.path : QStringLiteral("all images"), row.structure, row.first, row.second)
        .arg(row.slices)
        .arg(row.dice, 0, 'f', 4)
        .arg(row.kappa, 0, 'f', 4);
}

} // namespace

int printAgreement(Project &project, const QStringList &, const QCommandLineParser &parser)
{
    const ReadingPairs pairs =
        parser.isSet(QStringLiteral("independent")) ? ReadingPairs::Independent : ReadingPairs::All;
    const Result<std::vector<Agreement>> rows = agreements(project, pairs);
    if (!rows) {
        printError(rows.error().message);
        return kFailed;
    }
    if (parser.isSet(QStringLiteral("csv"))) {
        const QByteArray csv = agreementCsv(*rows);
        std::fwrite(csv.constData(), 1, std::size_t(csv.size()), stdout);
        return kDone;
    }
    for (const Agreement &row : *rows) {
        if (parser.isSet(QStringLiteral("json"))) {
            printJson(toJson(row));
        } else {
            printLine(toLine(row));
        }
    }
    if (rows->empty()) {
        printNote(QStringLiteral("No two people have submitted or approved a mask of the same slice."));
    }
    return kDone;
}

} // namespace vmunet::cli
