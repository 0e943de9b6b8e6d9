// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/box_tool.h"

#include "core/editing/document.h"

#include <cmath>
#include <utility>

namespace vmunet {

void BoxTool::press(const ToolContext &, QPointF at, Qt::KeyboardModifiers)
{
    m_start = m_end = at;
}

void BoxTool::move(const ToolContext &, QPointF, QPointF to)
{
    m_end = to;
}

void BoxTool::release(const ToolContext &context)
{
    const std::optional<QPointF> start = std::exchange(m_start, std::nullopt);
    if (!start) {
        return;
    }
    const QRect box = QRectF(*start, m_end).normalized().toAlignedRect() & QRect(QPoint(), context.document->size());
    if (box.width() >= 2 && box.height() >= 2) {
        boxDrawn(context, box);
    }
}

bool BoxTool::cancel(const ToolContext &)
{
    return std::exchange(m_start, std::nullopt).has_value();
}

ToolGuide BoxTool::guide(const ToolContext &) const
{
    if (!m_start) {
        return {};
    }
    ToolGuide guide;
    guide.lines.push_back({QPolygonF(QRectF(*m_start, m_end).normalized()), {}, 1.5, false});
    return guide;
}

void NetworkBoxTool::boxDrawn(const ToolContext &context, QRect box)
{
    if (context.segmentBox) {
        context.segmentBox(box);
    }
}

} // namespace vmunet
