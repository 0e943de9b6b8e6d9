// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/lasso_tool.h"

#include "widgets/tools/outline_fill.h"

#include <utility>

namespace vmunet {

void LassoTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    m_label = context.painted(modifiers);
    m_outline = {at};
}

void LassoTool::move(const ToolContext &, QPointF, QPointF to)
{
    if (!m_outline.isEmpty()) {
        m_outline.append(to);
    }
}

void LassoTool::release(const ToolContext &context)
{
    const QPolygonF outline = std::exchange(m_outline, {});
    if (outline.size() >= 3) {
        fillOutline(context, outline, m_label, EditTool::Lasso);
    }
}

bool LassoTool::cancel(const ToolContext &)
{
    return !std::exchange(m_outline, {}).isEmpty();
}

ToolGuide LassoTool::guide(const ToolContext &) const
{
    if (m_outline.isEmpty()) {
        return {};
    }
    ToolGuide guide;
    guide.lines.push_back({m_outline, {}, 1.5, false});
    return guide;
}

} // namespace vmunet
