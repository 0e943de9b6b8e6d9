// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/flood_fill_tool.h"

#include "core/editing/document.h"

#include <cmath>

namespace vmunet {

void FloodFillTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    const QPoint pixel(int(std::floor(at.x())), int(std::floor(at.y())));
    const bool erase = modifiers & Qt::ControlModifier;
    context.document->floodFill(pixel, context.tolerance, erase ? kBackground : context.label);
}

} // namespace vmunet
