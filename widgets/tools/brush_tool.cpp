// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/brush_tool.h"

#include "core/editing/document.h"

namespace vmunet {

void BrushTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    const bool erase = (m_mode == Mode::Erase) != bool(modifiers & Qt::ControlModifier);
    context.document->beginStroke(at, context.brushDiameter, erase ? kBackground : context.label);
}

void BrushTool::move(const ToolContext &context, QPointF from, QPointF to)
{
    if (context.document->isStroking()) {
        context.document->extendStroke(from, to);
    }
}

void BrushTool::release(const ToolContext &context)
{
    if (context.document->isStroking()) {
        context.document->endStroke();
    }
}

bool BrushTool::cancel(const ToolContext &context)
{
    const bool stroking = context.document->isStroking();
    release(context);
    return stroking;
}

} // namespace vmunet
