// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/kept_probability.h"

#include "core/base/deflate.h"
#include "core/editing/edit_record.h"
#include "core/storage/mask_chain.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

namespace vmunet {

namespace {

qint64 lastOf(RevisionId upTo)
{
    return upTo ? upTo.value : std::numeric_limits<qint64>::max();
}

/// By slice, or of the one slice if `onlySlice` is not negative. Undo and redo of proposals move along the predictions
/// as the document's undo stack did.
Result<std::map<int, RevisionId>> predictionsInForce(Database &database, ImageId image, int onlySlice, RevisionId upTo)
{
    Statement query(database, QStringLiteral(R"(
        SELECT slice, tool, id FROM revision
        WHERE image_id=? AND (? < 0 OR slice=?) AND id<=? AND (kind='prediction' OR tool IN ('undo-proposal', 'redo-proposal'))
        ORDER BY id)"));
    query.bind(image).bind(onlySlice).bind(onlySlice).bind(lastOf(upTo));
    struct Steps {
        std::vector<RevisionId> done;
        std::vector<RevisionId> undone;
    };
    std::map<int, Steps> slices;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            break;
        }
        Steps &steps = slices[int(query.integer(0))];
        const QString tool = query.text(1);
        if (tool == toolKey(EditTool::UndoProposal) && !steps.done.empty()) {
            steps.undone.push_back(steps.done.back());
            steps.done.pop_back();
        } else if (tool == toolKey(EditTool::RedoProposal) && !steps.undone.empty()) {
            steps.done.push_back(steps.undone.back());
            steps.undone.pop_back();
        } else if (tool.isEmpty()) {
            steps.done.push_back(RevisionId{query.integer(2)});
            steps.undone.clear();
        }
    }
    std::map<int, RevisionId> inForce;
    for (const auto &[slice, steps] : slices) {
        if (!steps.done.empty()) {
            inForce[slice] = steps.done.back();
        }
    }
    return inForce;
}

Result<std::optional<KeptProbability>> probabilityOf(
    Database &database, RevisionId prediction, RevisionId upTo, QSize size)
{
    Result<ProbabilityMap> map = storedProbability(database, prediction, size);
    if (!map) {
        return map.error();
    }
    if (map->isNull()) {
        return std::optional<KeptProbability>();
    }
    // The threshold in force is the last that any step set.
    Statement query(database, QStringLiteral(R"(
        SELECT slice, (SELECT threshold FROM revision AS later
                       WHERE later.image_id = r.image_id AND later.slice = r.slice AND later.threshold IS NOT NULL
                         AND later.id <= ?
                       ORDER BY later.id DESC LIMIT 1)
        FROM revision AS r WHERE id=?)"));
    const Result<bool> row = query.bind(lastOf(upTo)).bind(prediction).next();
    if (!row) {
        return row.error();
    }
    return std::optional(KeptProbability{
        .slice = int(query.integer(0)), .revision = prediction, .map = *std::move(map), .threshold = query.real(1)});
}

} // namespace

Result<ProbabilityMap> storedProbability(Database &database, RevisionId prediction, QSize size)
{
    Statement query(database, QStringLiteral("SELECT classes, deflated FROM probability WHERE revision_id=?"));
    const Result<bool> row = query.bind(prediction).next();
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return ProbabilityMap();
    }
    const int classes = std::clamp(int(query.integer(0)), 1, 256);
    Result<QByteArray> values = inflated(query.blob(1), qsizetype(size.width()) * size.height() * classes);
    if (!values) {
        return Error{ErrorCode::Corrupt,
            QCoreApplication::translate("KeptProbability", "%1 is damaged at revision %2 (%3).")
                .arg(database.path())
                .arg(prediction.value)
                .arg(values.error().message)};
    }
    return ProbabilityMap{.size = size, .classes = classes, .values = *std::move(values)};
}

Result<std::vector<KeptProbability>> keptProbabilities(
    Database &database, ImageId image, int onlySlice, RevisionId upTo)
{
    const Result<QSize> size = storedSize(database, image);
    if (!size) {
        return size.error();
    }
    const Result<std::map<int, RevisionId>> predictions = predictionsInForce(database, image, onlySlice, upTo);
    if (!predictions) {
        return predictions.error();
    }
    std::vector<KeptProbability> kept;
    for (const auto &[slice, prediction] : *predictions) {
        Result<std::optional<KeptProbability>> probability = probabilityOf(database, prediction, upTo, *size);
        if (!probability) {
            return probability.error();
        }
        if (*probability) {
            kept.push_back(**std::move(probability));
        }
    }
    return kept;
}

} // namespace vmunet
