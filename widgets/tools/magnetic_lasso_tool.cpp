// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/magnetic_lasso_tool.h"

#include "core/editing/document.h"
#include "widgets/tools/outline_fill.h"

#include <QLineF>
#include <QtConcurrentRun>

#include <utility>

namespace vmunet {

namespace {
constexpr double kCloseWithin = 8; // Widget pixels.
} // namespace

void MagneticLassoTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    m_pointer = at;
    if (m_legs.empty()) {
        m_label = context.painted(modifiers);
        m_legs.push_back({at});
    } else if (m_legs.size() > 1 && QLineF(at, m_legs.front().first()).length() <= kCloseWithin * context.screenPixel) {
        accept(context);
        return;
    } else if (at != m_legs.back().last()) { // A double click sets one anchor.
        m_legs.push_back(wayTo(at));
    }
    findWays(context);
}

void MagneticLassoTool::findWays(const ToolContext &context)
{
    m_map = nullptr;
    m_maps.resize(m_legs.size());
    const QPointF anchor = m_legs.back().last();
    QtConcurrent::run([image = context.document->image(), slice = context.document->currentSlice(), anchor,
                          window = context.visible] {
        return MagneticMap::build(image, slice, anchor, window);
    }).then(this, [this, request = ++m_request](const std::shared_ptr<const MagneticMap> &map) {
        if (request == m_request) {
            m_map = m_maps.back() = map;
            Q_EMIT wayFound();
        }
    });
}

QPolygonF MagneticLassoTool::wayTo(QPointF target) const
{
    return m_map ? m_map->wayTo(target) : QPolygonF({m_legs.back().last(), target});
}

void MagneticLassoTool::doubleClick(const ToolContext &context, QPointF)
{
    accept(context);
}

bool MagneticLassoTool::hover(QPointF at)
{
    m_pointer = at;
    return !m_legs.empty();
}

bool MagneticLassoTool::accept(const ToolContext &context)
{
    if (m_legs.empty()) {
        return false;
    }
    const QPolygonF wayBack = wayTo(m_legs.front().first());
    QPolygonF outline;
    for (const QPolygonF &leg : m_legs) {
        outline += leg;
    }
    outline += wayBack;
    cancel(context);
    fillOutline(context, outline, m_label, EditTool::MagneticLasso);
    return true;
}

bool MagneticLassoTool::stepBack()
{
    if (m_legs.empty()) {
        return false;
    }
    m_legs.pop_back();
    m_maps.resize(m_legs.size());
    m_map = m_maps.empty() ? nullptr : m_maps.back();
    ++m_request;
    return true;
}

bool MagneticLassoTool::cancel(const ToolContext &)
{
    m_map = nullptr;
    m_maps.clear();
    ++m_request;
    return !std::exchange(m_legs, {}).empty();
}

ToolGuide MagneticLassoTool::guide(const ToolContext &) const
{
    ToolGuide guide;
    for (const QPolygonF &leg : m_legs) {
        guide.lines.push_back({leg, {}, 1.5, false});
        guide.lines.push_back({{leg.last()}, {}, 1.5, true});
    }
    if (!m_legs.empty()) {
        guide.lines.push_back({wayTo(m_pointer), {}, 1.5, false});
    }
    return guide;
}

} // namespace vmunet
