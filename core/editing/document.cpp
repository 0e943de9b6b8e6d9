// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/document.h"

#include "core/editing/brush.h"
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
    if (m_history.canUndo()) {
        const UndoStep step = m_history.step(m_history.index() - 1); // A copy: listeners may push steps.
        m_history.setIndex(m_history.index() - 1);
        runStep(step, true);
    }
}

void Document::redo()
{
    finishPending();
    if (m_history.canRedo()) {
        const UndoStep step = m_history.step(m_history.index());
        m_history.setIndex(m_history.index() + 1);
        runStep(step, false);
    }
}

void Document::setLimits(const EditLimits &limits)
{
    m_limits = limits;
    m_writable.reset();
}

WriteRule Document::rule(Label label, int slice) const
{
    EditLimits limits = m_limits;
    limits.values.reset(); // Their pixels are kept from stroke to stroke: a large slice takes a while.
    WriteRule rule = ruleUnder(limits, label, m_labels, m_image, slice);
    if (m_limits.values) {
        if (!m_writable || m_writable->slice != slice) {
            m_writable = {slice, maskInRange(m_image, slice, *m_limits.values)};
        }
        rule.writable = m_writable->mask;
    }
    return rule;
}

void Document::beginStroke(QPointF at, double diameter, Label label)
{
    beginStroke(label, label == kBackground ? EditTool::Eraser : EditTool::Brush);
    m_stroke->diameter = diameter;
    extendStroke(at, at);
}

void Document::beginStroke(Label label, EditTool tool)
{
    finishPending();
    m_stroke.emplace(Stroke{.label = label, .tool = tool, .slices = {}});
}

void Document::extendStroke(QPointF from, QPointF to)
{
    if (!m_stroke) {
        return;
    }
    const double diameter = m_stroke->diameter;
    paintStroke(m_currentSlice, brushBounds(from, to, diameter, currentMask().rect()),
        [&](Mask &mask, const WriteRule &rule) { paintSegment(mask, from, to, diameter, rule); });
}

void Document::paintStroke(int slice, QRect area, const StrokePainter &paint)
{
    if (!m_stroke || slice < 0 || slice >= sliceCount()) {
        return;
    }
    Mask &mask = m_masks[std::size_t(slice)];
    const QRect inside = area & mask.rect();
    if (inside.isEmpty()) {
        return;
    }
    auto touched = m_stroke->slices.find(slice);
    if (touched == m_stroke->slices.end()) {
        touched = m_stroke->slices.emplace(slice, SliceStroke{rule(m_stroke->label, slice), {}}).first;
    }
    touched->second.snapshot.keep(mask, inside);
    paint(mask, touched->second.rule);
    ++m_revision;
    Q_EMIT sliceChanged(slice, inside);
}

void Document::endStroke()
{
    if (!m_stroke) {
        return;
    }
    const Stroke stroke = *std::exchange(m_stroke, std::nullopt);
    std::vector<SliceChange> changes;
    for (const auto &[slice, touched] : stroke.slices) {
        changes.push_back({.slice = slice, .delta = touched.snapshot.changesTo(mask(slice))});
    }
    finishStep(toolName(stroke.tool), stroke.tool, std::move(changes));
}

bool Document::fillPolygon(const Polygon &polygon, Label label, EditTool tool)
{
    finishPending();
    return writeCurrent(rasterise(polygon, size()), rule(label, m_currentSlice), toolName(tool), tool);
}

bool Document::applyProposal(int slice, const ProbabilityMap &map, double threshold, const QString &name)
{
    if (slice < 0 || slice >= sliceCount() || map.size != size()) {
        return false;
    }
    finishPending();
    KeptOpinion &kept = m_probabilities[std::size_t(slice)];
    const KeptOpinion former = std::exchange(kept, KeptOpinion{.map = map, .threshold = threshold});
    SliceChange change = putMask({slice, maskAtThreshold(map, threshold)});
    if (former != kept) {
        change.opinion = {former, kept};
    }
    std::vector<SliceChange> changes;
    changes.push_back(std::move(change));
    const bool changed = finishStep(name, EditTool::Proposal, std::move(changes));
    Q_EMIT probabilityChanged(slice);
    return changed;
}

bool Document::replaceSlice(int slice, const Mask &mask, const QString &name, EditTool tool)
{
    return applySlices({{slice, mask}}, name, tool);
}

bool Document::applySlices(const std::vector<SliceMask> &slices, const QString &name, EditTool tool)
{
    const bool fit = std::all_of(slices.begin(), slices.end(), [this](const SliceMask &one) {
        return one.slice >= 0 && one.slice < sliceCount() && one.mask.size() == size();
    });
    if (!fit) {
        return false;
    }
    finishPending();
    std::vector<SliceChange> changes;
    for (const SliceMask &one : slices) {
        changes.push_back(putMask(one));
    }
    return finishStep(name, tool, std::move(changes));
}

SliceChange Document::putMask(const SliceMask &wanted)
{
    Mask &present = m_masks[std::size_t(wanted.slice)];
    const Mask before =
        std::exchange(present, mergedProposal(present, wanted.mask, WriteRule::forLabel(kBackground, m_labels)));
    SliceChange change{.slice = wanted.slice};
    change.delta.append(before, QPoint(0, 0), present);
    return change;
}

void Document::restore(std::vector<Mask> masks)
{
    m_stroke.reset();
    m_thresholdChange.reset();
    m_history.assign({}, 0);
    for (std::size_t slice = 0; slice < std::min(masks.size(), m_masks.size()); ++slice) {
        if (masks[slice].size() == size()) {
            m_masks[slice] = std::move(masks[slice]);
        }
    }
    ++m_revision;
    Q_EMIT restored();
}

void Document::restoreHistory(std::deque<UndoStep> steps, int index)
{
    for (UndoStep &step : steps) {
        for (const SliceChange &change : step.changes) {
            const QRect whole(QPoint(0, 0), size());
            if (change.slice < 0 || change.slice >= sliceCount() || !whole.contains(change.delta.area() | whole)) {
                return;
            }
        }
        step.number = ++m_lastStep;
    }
    if (m_history.count() > 0) {
        // What was undone before cannot be done again after other steps.
        steps.resize(std::size_t(std::clamp(index, 0, int(steps.size()))));
        index = int(steps.size()) + m_history.index();
        for (int i = 0; i < m_history.count(); ++i) {
            steps.push_back(m_history.step(i));
        }
    }
    m_history.assign(std::move(steps), index);
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
    KeptOpinion &kept = m_probabilities[std::size_t(m_currentSlice)];
    if (kept.map.isNull() || kept.threshold == threshold) {
        return;
    }
    Mask &mask = currentPixels();
    if (!m_thresholdChange) {
        m_thresholdChange.emplace(ThresholdChange{
            .preview = ThresholdPreview(kept.map, kept.threshold, mask, WriteRule::forLabel(kBackground, m_labels)),
            .thresholdBefore = kept.threshold});
    }
    kept.threshold = threshold;
    const QRect area = m_thresholdChange->preview.apply(
        mask, threshold, [&](QRect changing) { m_thresholdChange->snapshot.keep(mask, changing); });
    if (!area.isEmpty()) {
        ++m_revision;
        Q_EMIT sliceChanged(m_currentSlice, area);
    }
    Q_EMIT thresholdChanged(m_currentSlice);
}

void Document::commitThreshold()
{
    if (!m_thresholdChange) {
        return;
    }
    const ThresholdChange change = *std::exchange(m_thresholdChange, std::nullopt);
    const KeptOpinion &kept = m_probabilities[std::size_t(m_currentSlice)];
    SliceChange made{.slice = m_currentSlice, .delta = change.snapshot.changesTo(currentMask())};
    if (kept.threshold != change.thresholdBefore) {
        made.opinion = {{kept.map, change.thresholdBefore}, kept};
    }
    finishStep(toolName(EditTool::Threshold), EditTool::Threshold, {made});
}

bool Document::writeCurrent(const Region &region, const WriteRule &rule, const QString &name, EditTool tool)
{
    if (region.isEmpty()) {
        return false;
    }
    const Mask before = currentMask().cropped(region.area);
    writeRegion(currentPixels(), region, rule);
    SliceChange change{.slice = m_currentSlice};
    change.delta.append(before, region.area.topLeft(), currentMask());
    return finishStep(name, tool, {change});
}

/// Takes what the slices now hold as done. Slices that did not change are left out.
bool Document::finishStep(const QString &name, EditTool tool, std::vector<SliceChange> changes)
{
    std::erase_if(changes, [](const SliceChange &change) { return change.delta.isEmpty() && !change.opinion; });
    if (changes.empty()) {
        return false;
    }
    m_history.push({.number = ++m_lastStep, .name = name, .tool = tool, .changes = changes});
    announce(changes, name, tool);
    return true;
}

void Document::runStep(const UndoStep &step, bool isUndo)
{
    const std::vector<SliceChange> &changes = step.changes;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const SliceChange &change = changes[isUndo ? changes.size() - 1 - i : i];
        Mask &mask = m_masks[std::size_t(change.slice)];
        isUndo ? change.delta.undo(mask) : change.delta.redo(mask);
        if (change.opinion) {
            m_probabilities[std::size_t(change.slice)] = isUndo ? change.opinion->before : change.opinion->after;
            Q_EMIT probabilityChanged(change.slice);
        }
    }
    ++m_lastStep;
    const bool isProposal = step.tool == EditTool::Proposal;
    if (isUndo) {
        announce(changes, tr("Undo: %1").arg(step.name), isProposal ? EditTool::UndoProposal : EditTool::Undo);
    } else {
        announce(changes, tr("Redo: %1").arg(step.name), isProposal ? EditTool::RedoProposal : EditTool::Redo);
    }
}

/// Tells of changes that were made as step m_lastStep.
void Document::announce(const std::vector<SliceChange> &changes, const QString &name, EditTool tool)
{
    ++m_revision;
    const quint64 number = m_lastStep;
    for (const SliceChange &change : changes) {
        Q_EMIT sliceChanged(change.slice, change.delta.area());
    }
    for (const SliceChange &change : changes) {
        // Other probabilities behind the same labels are a change, too.
        const QRect area = change.delta.isEmpty() ? QRect(0, 0, 1, 1) : change.delta.area();
        Q_EMIT editCommitted(EditRecord{.slice = change.slice,
            .area = area,
            .after = mask(change.slice).cropped(area),
            .name = name,
            .tool = tool,
            .threshold = change.opinion ? std::optional(threshold(change.slice)) : std::nullopt,
            .step = number});
    }
}

} // namespace vmunet
