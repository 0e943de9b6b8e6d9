// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/edit_log.h"

#include "core/storage/kept_probability.h"
#include "core/storage/mask_chain.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <map>
#include <set>
#include <utility>

namespace vmunet {

namespace {

/// What a project holds of one step: which slices, which rectangles.
using Footprint = std::vector<std::pair<int, QRect>>;

Footprint footprintOf(const UndoStep &step)
{
    Footprint footprint;
    for (const SliceChange &change : step.changes) {
        footprint.emplace_back(change.slice, change.delta.isEmpty() ? QRect(0, 0, 1, 1) : change.delta.area());
    }
    return footprint;
}

/// Follows an image's revisions from one on, and what they did to the undo stack.
class Replay {
public:
    Replay(Database &database, ImageId image, QSize size, RevisionId first)
        : m_database(database)
        , m_image(image)
        , m_size(size)
        , m_first(first)
    {
    }

    /// Columns: id, left, top, width, height, patch, slice, kind, tool, threshold, step.
    Status add(const Statement &row);
    LoggedHistory finish()
    {
        closeStep();
        return std::move(m_history);
    }

private:
    Result<Mask *> maskOf(int slice);
    Result<KeptOpinion *> opinionOf(int slice);
    Status noteOpinion(const Statement &row, SliceChange &change);
    void closeStep();
    void push();
    void takeOver(bool isUndo);

    Database &m_database;
    ImageId m_image;
    QSize m_size;
    RevisionId m_first;
    std::map<int, Mask> m_masks;
    std::map<int, KeptOpinion> m_opinions;
    LoggedHistory m_history;
    qint64 m_open = 0; ///< The step that rows are being added to.
    UndoStep m_step;
    Footprint m_footprint;
};

Result<KeptOpinion *> Replay::opinionOf(int slice)
{
    const auto known = m_opinions.find(slice);
    if (known != m_opinions.end()) {
        return &known->second;
    }
    KeptOpinion opinion;
    if (m_first.value > 1) {
        Result<std::vector<KeptProbability>> kept =
            keptProbabilities(m_database, m_image, slice, RevisionId{m_first.value - 1});
        if (!kept) {
            return kept.error();
        }
        if (!kept->empty()) {
            opinion = {std::move(kept->front().map), kept->front().threshold};
        }
    }
    return &(m_opinions[slice] = std::move(opinion));
}

Result<Mask *> Replay::maskOf(int slice)
{
    const auto known = m_masks.find(slice);
    if (known != m_masks.end()) {
        return &known->second;
    }
    Mask mask(m_size);
    if (m_first.value > 1) { // Zero would mean the newest.
        Result<Mask> rebuilt = rebuildMask(m_database, m_image, slice, RevisionId{m_first.value - 1});
        if (!rebuilt) {
            return rebuilt.error();
        }
        mask = *std::move(rebuilt);
    }
    return &(m_masks[slice] = std::move(mask));
}

Status Replay::add(const Statement &row)
{
    const qint64 group = row.integer(10);
    if (group != m_open) {
        closeStep();
        m_open = group;
    }
    const int slice = int(row.integer(6));
    const Result<StoredPatch> patch = readPatch(m_database, row, m_size);
    const Result<Mask *> mask = maskOf(slice);
    if (!patch || !mask) {
        return patch ? mask.error() : patch.error();
    }
    const QRect area(patch->topLeft, patch->labels.size());
    const bool isPrediction = row.text(7) == QLatin1String("prediction");
    const std::optional<EditTool> tool = toolFromKey(row.text(8));
    m_step.tool = isPrediction ? EditTool::Proposal : tool.value_or(EditTool::Import);
    m_step.name = isPrediction || tool ? toolName(m_step.tool) : QCoreApplication::translate("EditLog", "Change");
    SliceChange change{.slice = slice};
    const Mask before = (*mask)->cropped(area);
    (*mask)->paste(patch->labels, patch->topLeft);
    change.delta.append(before, patch->topLeft, **mask);
    m_footprint.emplace_back(slice, area);
    if (const Status noted = noteOpinion(row, change); !noted) {
        return noted;
    }
    m_step.changes.push_back(std::move(change));
    return Done{};
}

/// What a prediction or a threshold did to the kept probabilities. Undo and redo know it from their step.
Status Replay::noteOpinion(const Statement &row, SliceChange &change)
{
    if (m_step.tool != EditTool::Proposal && m_step.tool != EditTool::Threshold) {
        return Done{};
    }
    const Result<KeptOpinion *> present = opinionOf(change.slice);
    if (!present) {
        return present.error();
    }
    KeptOpinion &opinion = **present;
    const KeptOpinion former = opinion;
    if (m_step.tool == EditTool::Proposal) {
        Result<ProbabilityMap> map = storedProbability(m_database, RevisionId{row.integer(0)}, m_size);
        if (!map) {
            return map.error();
        }
        opinion.map = *std::move(map);
    }
    if (!row.isNull(9)) {
        opinion.threshold = row.real(9);
    }
    if (opinion != former) {
        change.opinion = {former, opinion};
    }
    return Done{};
}

void Replay::closeStep()
{
    const bool isUndo = m_step.tool == EditTool::Undo || m_step.tool == EditTool::UndoProposal;
    const bool isRedo = m_step.tool == EditTool::Redo || m_step.tool == EditTool::RedoProposal;
    std::deque<UndoStep> &steps = m_history.steps;
    int &index = m_history.index;
    if (isUndo && index > 0 && footprintOf(steps[std::size_t(index - 1)]) == m_footprint) {
        takeOver(true);
    } else if (isRedo && index < int(steps.size()) && footprintOf(steps[std::size_t(index)]) == m_footprint) {
        takeOver(false);
    } else {
        push();
    }
    m_step = {};
    m_footprint.clear();
}

void Replay::takeOver(bool isUndo)
{
    int &index = m_history.index;
    const UndoStep &step = m_history.steps[std::size_t(isUndo ? index - 1 : index)];
    for (const SliceChange &change : step.changes) {
        if (change.opinion) {
            m_opinions[change.slice] = isUndo ? change.opinion->before : change.opinion->after;
        }
    }
    index += isUndo ? -1 : 1;
}

void Replay::push()
{
    std::erase_if(m_step.changes, [](const SliceChange &change) { return change.delta.isEmpty() && !change.opinion; });
    if (!m_step.changes.empty()) {
        m_history.steps.resize(std::size_t(m_history.index));
        m_history.steps.push_back(std::move(m_step));
        ++m_history.index;
    }
}

/// The first revision of the oldest step that the limits leave room for; 0 without any.
Result<RevisionId> firstWithin(Database &database, ImageId image, QSize size, const EditLogLimits &limits)
{
    Statement query(database, QStringLiteral(R"(
        SELECT id, coalesce(step, id), slice, width * height, coalesce(classes, 0), tool
        FROM revision LEFT JOIN probability ON revision_id = id WHERE image_id=? ORDER BY id DESC LIMIT ?)"));
    query.bind(image).bind(limits.revisions);
    const qint64 slicePixels = qint64(size.width()) * size.height();
    std::set<qint64> slices;
    qint64 pixels = 0;
    qint64 probabilityBytes = 0;
    RevisionId first;
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return first;
        }
        if (query.text(5) == toolKey(EditTool::SecondReading)) {
            return first; // Undo must not uncover what the first reader drew.
        }
        pixels += query.integer(3) + (slices.insert(query.integer(2)).second ? slicePixels : 0);
        probabilityBytes += query.integer(4) * slicePixels;
        if (pixels > limits.pixels || probabilityBytes > limits.probabilityBytes) {
            return first;
        }
        if (query.integer(0) == query.integer(1)) {
            first = RevisionId{query.integer(0)};
        }
    }
}

} // namespace

Result<LoggedHistory> readEditLog(Database &database, ImageId image, const EditLogLimits &limits)
{
    const Result<QSize> size = storedSize(database, image);
    if (!size) {
        return size.error();
    }
    const Result<RevisionId> first = firstWithin(database, image, *size, limits);
    if (!first) {
        return first.error();
    }
    if (!*first) {
        return LoggedHistory{};
    }
    Replay replay(database, image, *size, *first);
    Statement query(database, QStringLiteral(R"(
        SELECT id, left, top, width, height, patch, slice, kind, tool, threshold, coalesce(step, id)
        FROM revision WHERE image_id=? AND id>=? ORDER BY id)"));
    query.bind(image).bind(*first);
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return replay.finish();
        }
        if (const Status added = replay.add(query); !added) {
            return added.error();
        }
    }
}

} // namespace vmunet
