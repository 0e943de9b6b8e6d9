// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/brush_tool.h"

#include "core/editing/document.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

/// The distance of two slices in pixels of the plane.
double sliceStep(const Image &image)
{
    const Vector3 &spacing = image.geometry.spacingMm;
    return spacing[0] > 0 ? spacing[2] / spacing[0] : 1;
}

double pressedDiameter(const ToolContext &context)
{
    constexpr double kLightest = 0.15; // Of the whole size: the lightest touch still leaves a trace.
    const double share = context.pressure ? kLightest + (1 - kLightest) * context.penPressure : 1;
    return std::max(1.0, context.brushDiameter * share);
}

void paint(const ToolContext &context, QPointF from, QPointF to)
{
    Document &document = *context.document;
    const double diameter = pressedDiameter(context);
    const double step = sliceStep(document.image());
    const bool ball = context.ball && document.sliceCount() > 1;
    const int reach = ball ? int(std::floor(diameter / 2 / step)) : 0;
    for (int away = -reach; away <= reach; ++away) {
        const double cut = ballDiameterAt(diameter, away, step);
        const QRect area = cut > 0 ? brushBounds(from, to, cut, document.currentMask().rect()) : QRect();
        document.paintStroke(document.currentSlice() + away, area,
            [&](Mask &mask, const WriteRule &rule) { paintSegment(mask, from, to, cut, rule, context.brushShape); });
    }
}

} // namespace

void BrushTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    const bool swapped = modifiers & Qt::ControlModifier;
    const bool erase = context.rightButton || (m_mode == Mode::Erase) != swapped;
    context.document->beginStroke(erase ? kBackground : context.label, erase ? EditTool::Eraser : EditTool::Brush);
    paint(context, at, at);
}

void BrushTool::move(const ToolContext &context, QPointF from, QPointF to)
{
    if (context.document->isStroking()) {
        paint(context, from, to);
    }
}

void BrushTool::release(const ToolContext &context)
{
    context.document->endStroke();
}

bool BrushTool::cancel(const ToolContext &context)
{
    const bool stroking = context.document->isStroking();
    release(context);
    return stroking;
}

} // namespace vmunet
