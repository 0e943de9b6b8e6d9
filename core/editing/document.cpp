// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/document.h"

#include "core/editing/brush.h"
#include "core/editing/fill_holes.h"
#include "core/editing/flood_fill.h"
#include "core/editing/keep_largest.h"
#include "core/editing/replace_region_command.h"
#include "core/editing/write_region.h"

#include <algorithm>

namespace vmunet {

Document::Document(Image image, LabelSet labels, QObject *parent)
    : QObject(parent)
    , m_image(std::move(image))
    , m_labels(std::move(labels))
    , m_masks(std::size_t(std::max(1, m_image.slices)), Mask(m_image.size()))
    , m_probabilities(m_masks.size())
{
}

void Document::setCurrentSlice(int slice)
{
    const int wanted = std::clamp(slice, 0, sliceCount() - 1);
    if (wanted != m_currentSlice) {
        finishPending();
        m_currentSlice = wanted;
        Q_EMIT currentSliceChanged(wanted);
    }
}

void Document::setLabels(const LabelSet &labels)
{
    if (labels != m_labels) {
        m_labels = labels;
        Q_EMIT labelsChanged();
    }
}

void Document::finishPending()
{
    endStroke();
    commitThreshold();
}

void Document::undo()
{
    finishPending();
    m_history.stack()->undo();
}

void Document::redo()
{
    finishPending();
    m_history.stack()->redo();
}

void Document::beginStroke(QPointF at, double diameter, Label label)
{
    finishPending();
    m_stroke.emplace(Stroke{.rule = WriteRule::forLabel(label, m_labels), .diameter = diameter});
    extendStroke(at, at);
}

void Document::extendStroke(QPointF from, QPointF to)
{
    if (!m_stroke) {
        return;
    }
    Mask &mask = currentPixels();
    const QRect area = brushBounds(from, to, m_stroke->diameter, mask.rect());
    if (area.isEmpty()) {
        return;
    }
    m_stroke->snapshot.keep(mask, area);
    paintSegment(mask, from, to, m_stroke->diameter, m_stroke->rule);
    ++m_revision;
    Q_EMIT sliceChanged(m_currentSlice, area);
}

void Document::endStroke()
{
    if (!m_stroke) {
        return;
    }
    const Stroke stroke = *std::exchange(m_stroke, std::nullopt);
    const QRect area = stroke.snapshot.bounds();
    const bool erases = stroke.rule.label == kBackground;
    commitChange(area.topLeft(), stroke.snapshot.restored(currentMask(), area),
        {.slice = m_currentSlice,
            .name = erases ? tr("Erase") : tr("Brush"),
            .tool = erases ? EditTool::Eraser : EditTool::Brush});
}

bool Document::fillPolygon(const Polygon &polygon, Label label)
{
    finishPending();
    return writeCurrent(
        rasterise(polygon, size()), WriteRule::forLabel(label, m_labels), tr("Polygon"), EditTool::Polygon);
}

bool Document::floodFill(QPoint seed, double tolerance, Label label)
{
    finishPending();
    const Region region = m_image.kind == ImageKind::Photograph
        ? similarPixels(m_image.samples, size(), seed, tolerance)
        : similarPixels(rescaledSlice(m_image, m_currentSlice), size(), seed, tolerance);
    return writeCurrent(region, WriteRule::forLabel(label, m_labels), tr("Flood fill"), EditTool::FloodFill);
}

bool Document::fillHoles(Label label)
{
    finishPending();
    return writeCurrent(
        holesOf(currentMask(), label), WriteRule::forLabel(label, m_labels), tr("Fill holes"), EditTool::FillHoles);
}

bool Document::keepLargest(Label label)
{
    finishPending();
    return writeCurrent(smallerParts(currentMask(), label), WriteRule::forLabel(kBackground, m_labels),
        tr("Keep largest"), EditTool::KeepLargest);
}

bool Document::applyProposal(int slice, const ProbabilityMap &map, double threshold, const QString &name)
{
    if (slice < 0 || slice >= sliceCount() || map.size != size()) {
        return false;
    }
    finishPending();
    const Probability former =
        std::exchange(m_probabilities[std::size_t(slice)], Probability{.map = map, .threshold = threshold});
    const bool changed = putMask(maskAtThreshold(map, threshold),
        {.slice = slice, .name = name, .tool = EditTool::Proposal, .formerProbability = former});
    Q_EMIT probabilityChanged(slice);
    return changed;
}

bool Document::replaceSlice(int slice, const Mask &mask, const QString &name, EditTool tool)
{
    if (slice < 0 || slice >= sliceCount() || mask.size() != size()) {
        return false;
    }
    finishPending();
    return putMask(mask, {.slice = slice, .name = name, .tool = tool});
}

bool Document::putMask(const Mask &mask, const Change &change)
{
    Mask &present = m_masks[std::size_t(change.slice)];
    const Mask before =
        std::exchange(present, mergedProposal(present, mask, WriteRule::forLabel(kBackground, m_labels)));
    return commitChange(QPoint(0, 0), before, change);
}

void Document::restore(std::vector<Mask> masks)
{
    m_stroke.reset();
    m_thresholdChange.reset();
    m_history.stack()->clear();
    for (std::size_t slice = 0; slice < std::min(masks.size(), m_masks.size()); ++slice) {
        if (masks[slice].size() == size()) {
            m_masks[slice] = std::move(masks[slice]);
        }
    }
    ++m_revision;
    Q_EMIT restored();
}

void Document::setProbability(int slice, const ProbabilityMap &map, double threshold)
{
    if (slice >= 0 && slice < sliceCount() && (map.isNull() || map.size == size())) {
        finishPending();
        m_probabilities[std::size_t(slice)] = {map, threshold};
        Q_EMIT probabilityChanged(slice);
    }
}

void Document::setThreshold(double threshold)
{
    endStroke();
    Probability &kept = m_probabilities[std::size_t(m_currentSlice)];
    if (kept.map.isNull() || kept.threshold == threshold) {
        return;
    }
    Mask &mask = currentPixels();
    if (!m_thresholdChange) {
        m_thresholdChange.emplace(ThresholdChange{
            .preview = ThresholdPreview(kept.map, kept.threshold, mask, WriteRule::forLabel(kBackground, m_labels)),
            .before = mask,
            .thresholdBefore = kept.threshold});
    }
    kept.threshold = threshold;
    const Mask previous = std::exchange(mask, m_thresholdChange->preview.at(threshold));
    const QRect area = changedArea(previous, mask);
    if (!area.isEmpty()) {
        ++m_revision;
        Q_EMIT sliceChanged(m_currentSlice, area);
    }
}

void Document::commitThreshold()
{
    if (!m_thresholdChange) {
        return;
    }
    const ThresholdChange change = *std::exchange(m_thresholdChange, std::nullopt);
    Probability former = m_probabilities[std::size_t(m_currentSlice)];
    former.threshold = change.thresholdBefore;
    commitChange(QPoint(0, 0), change.before,
        {.slice = m_currentSlice, .name = tr("Threshold"), .tool = EditTool::Threshold, .formerProbability = former});
}

bool Document::writeCurrent(const Region &region, const WriteRule &rule, const QString &name, EditTool tool)
{
    if (region.isEmpty()) {
        return false;
    }
    const Mask before = currentMask().cropped(region.area);
    writeRegion(currentPixels(), region, rule);
    return commitChange(region.area.topLeft(), before, {.slice = m_currentSlice, .name = name, .tool = tool});
}

/// Takes what the slice now holds as done: `before` is what was at `topLeft`.
bool Document::commitChange(QPoint topLeft, const Mask &before, const Change &change)
{
    const Mask &mask = m_masks[std::size_t(change.slice)];
    const bool isWhole = before.size() == mask.size();
    QRect changed = changedArea(before, isWhole ? mask : mask.cropped(QRect(topLeft, before.size())));
    if (changed.isEmpty() && isWhole && change.formerProbability
        && *change.formerProbability != m_probabilities[std::size_t(change.slice)]) {
        changed = QRect(0, 0, 1, 1); // Other probabilities behind the same labels are a step, too.
    }
    if (changed.isEmpty()) {
        return false;
    }
    const QRect area = changed.translated(topLeft);
    const EditRecord record{.slice = change.slice,
        .area = area,
        .before = before.cropped(changed),
        .after = mask.cropped(area),
        .name = change.name,
        .tool = change.tool,
        .threshold = change.formerProbability ? std::optional(threshold(change.slice)) : std::nullopt};
    pushChange(area, record.before, change);
    ++m_revision;
    Q_EMIT sliceChanged(change.slice, area);
    Q_EMIT editCommitted(record);
    return true;
}

void Document::pushChange(QRect area, const Mask &before, const Change &change)
{
    using Direction = ReplaceRegionCommand::Direction;
    const auto slice = std::size_t(change.slice);
    const std::optional<Probability> former = change.formerProbability;
    const bool isProposal = change.tool == EditTool::Proposal;
    const EditTool undoTool = isProposal ? EditTool::UndoProposal : EditTool::Undo;
    const EditTool redoTool = isProposal ? EditTool::RedoProposal : EditTool::Redo;
    const Probability present = former ? m_probabilities[slice] : Probability{};
    auto command = ReplaceRegionCommand::forDoneChange(m_masks[slice], area.topLeft(), before);
    command->setText(change.name);
    command->setListener(
        [this, slice, former, present, undoTool, redoTool](
            const ReplaceRegionCommand &done, Direction direction, const Mask &old, const Mask &replacement) {
            const bool undone = direction == Direction::Undo;
            ++m_revision;
            if (former) {
                m_probabilities[slice] = undone ? *former : present;
                Q_EMIT probabilityChanged(int(slice));
            }
            Q_EMIT sliceChanged(int(slice), done.area());
            Q_EMIT editCommitted(EditRecord{.slice = int(slice),
                .area = done.area(),
                .before = old,
                .after = replacement,
                .name = (undone ? tr("Undo: %1") : tr("Redo: %1")).arg(done.text()),
                .tool = undone ? undoTool : redoTool,
                .threshold = former ? std::optional(m_probabilities[slice].threshold) : std::nullopt});
        },
        former ? former->map.values.size() : 0);
    m_history.push(std::move(command));
}

} // namespace vmunet
