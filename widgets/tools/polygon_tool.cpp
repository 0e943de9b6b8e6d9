// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/polygon_tool.h"

#include "widgets/tools/outline_fill.h"

#include <QLineF>

#include <utility>

namespace vmunet {

namespace {
constexpr double kCloseWithin = 8; // Widget pixels.
constexpr qsizetype kMaxDots = 60; // More come from dragging, and would hide the line.
} // namespace

bool PolygonTool::closesAt(const ToolContext &context, QPointF at) const
{
    return m_corners.size() >= 3 && QLineF(at, m_corners.first()).length() <= kCloseWithin * context.screenPixel;
}

void PolygonTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    if (m_corners.isEmpty()) {
        m_label = context.painted(modifiers);
    } else if (closesAt(context, at)) {
        accept(context);
        return;
    }
    m_corners.append(at);
    m_pointer = at;
}

void PolygonTool::move(const ToolContext &, QPointF, QPointF to)
{
    if (!m_corners.isEmpty()) {
        m_corners.append(to);
        m_pointer = to;
    }
}

void PolygonTool::doubleClick(const ToolContext &context, QPointF)
{
    accept(context);
}

bool PolygonTool::hover(QPointF at)
{
    m_pointer = at;
    return !m_corners.isEmpty();
}

bool PolygonTool::accept(const ToolContext &context)
{
    const QPolygonF outline = std::exchange(m_corners, {});
    if (outline.size() >= 3) {
        fillOutline(context, outline, m_label, EditTool::Polygon);
    }
    return !outline.isEmpty();
}

bool PolygonTool::stepBack()
{
    if (m_corners.isEmpty()) {
        return false;
    }
    m_corners.removeLast();
    return true;
}

bool PolygonTool::cancel(const ToolContext &)
{
    return !std::exchange(m_corners, {}).isEmpty();
}

ToolGuide PolygonTool::guide(const ToolContext &) const
{
    if (m_corners.isEmpty()) {
        return {};
    }
    ToolGuide guide;
    guide.lines.push_back({m_corners + QPolygonF({m_pointer}), {}, 1.5, m_corners.size() <= kMaxDots});
    return guide;
}

} // namespace vmunet
