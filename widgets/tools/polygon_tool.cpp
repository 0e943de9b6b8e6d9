// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/polygon_tool.h"

#include "core/editing/document.h"

#include <algorithm>
#include <utility>

namespace vmunet {

namespace {

/// Image pixels around the first corner that close the polygon: about 2 % of the image, as the canvas's zoom is not
/// known here.
double closingDistance(QSize image)
{
    return std::max(2.0, 0.015 * std::max(image.width(), image.height()));
}

} // namespace

bool PolygonTool::closesAt(const ToolContext &context, QPointF at) const
{
    if (m_corners.size() < 3) {
        return false;
    }
    const QPointF distance = at - m_corners.first();
    const double limit = closingDistance(context.document->size());
    return QPointF::dotProduct(distance, distance) <= limit * limit;
}

void PolygonTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    if (m_corners.isEmpty()) {
        m_erase = modifiers & Qt::ControlModifier;
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

void PolygonTool::accept(const ToolContext &context)
{
    const QPolygonF outline = std::exchange(m_corners, {});
    if (outline.size() >= 3) {
        context.document->fillPolygon(Polygon{outline, {}}, m_erase ? kBackground : context.label);
    }
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
    const bool drawing = !m_corners.isEmpty();
    m_corners.clear();
    return drawing;
}

QPolygonF PolygonTool::guide() const
{
    QPolygonF line = m_corners;
    if (!line.isEmpty()) {
        line.append(m_pointer);
    }
    return line;
}

} // namespace vmunet
