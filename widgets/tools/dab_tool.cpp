// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/dab_tool.h"

#include "core/editing/document.h"
#include "core/editing/model_brush.h"
#include "core/editing/write_region.h"
#include "widgets/tools/background_edit.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

void DabTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    begin(context, at);
    context.document->beginStroke(context.painted(modifiers), kind());
    dab(context, at);
    m_last = at;
}

void DabTool::move(const ToolContext &context, QPointF, QPointF to)
{
    if (!context.document->isStroking()) {
        return;
    }
    const QPointF way = to - m_last;
    const double length = std::hypot(way.x(), way.y());
    const double step = std::max(1.0, context.brushDiameter / 4);
    const int count = int(length / step);
    const QPointF start = m_last;
    for (int i = 1; i <= count; ++i) {
        m_last = start + way * (i * step / length);
        dab(context, m_last);
    }
}

void DabTool::release(const ToolContext &context)
{
    context.document->endStroke();
}

bool DabTool::cancel(const ToolContext &context)
{
    const bool stroking = context.document->isStroking();
    release(context);
    return stroking;
}

void AdaptiveBrushTool::begin(const ToolContext &context, QPointF at)
{
    m_centre = meanAround(context.document->image(), context.document->currentSlice(), at);
}

void AdaptiveBrushTool::dab(const ToolContext &context, QPointF at)
{
    Document &document = *context.document;
    const int slice = document.currentSlice();
    if (m_centre.empty()) {
        m_centre = meanAround(document.image(), slice, at); // The stroke began outside.
    }
    const Region region = likePixelsInDisc(
        document.image(), slice, at, context.brushDiameter, {.centre = m_centre, .tolerance = context.tolerance});
    document.paintStroke(
        slice, region.area, [&region](Mask &mask, const WriteRule &rule) { writeRegion(mask, region, rule); });
}

void ModelBrushTool::begin(const ToolContext &context, QPointF)
{
    if (context.document->probability(context.document->currentSlice()).isNull()) {
        Q_EMIT context.jobs->notice(
            BackgroundEdit::tr("The network has not been asked about this slice yet: segment it first."));
    }
}

void ModelBrushTool::dab(const ToolContext &context, QPointF at)
{
    Document &document = *context.document;
    const int slice = document.currentSlice();
    const ProbabilityMap &map = document.probability(slice);
    if (map.isNull()) {
        return;
    }
    const QRect area = brushBounds(at, at, context.brushDiameter, document.currentMask().rect());
    document.paintStroke(slice, area, [&](Mask &mask, const WriteRule &rule) {
        paintOpinion(mask, map, document.threshold(slice), at, context.brushDiameter, rule);
    });
}

} // namespace vmunet
