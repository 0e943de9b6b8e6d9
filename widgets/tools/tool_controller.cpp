// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_controller.h"

#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/tools/brush_tool.h"
#include "widgets/tools/flood_fill_tool.h"
#include "widgets/tools/polygon_tool.h"

#include <algorithm>

namespace vmunet {

ToolController::ToolController(ImageCanvas &canvas, QObject *parent)
    : QObject(parent)
    , m_canvas(canvas)
{
    m_tools[ToolKind::Brush] = std::make_unique<BrushTool>(BrushTool::Mode::Paint);
    m_tools[ToolKind::Eraser] = std::make_unique<BrushTool>(BrushTool::Mode::Erase);
    m_tools[ToolKind::Polygon] = std::make_unique<PolygonTool>();
    m_tools[ToolKind::FloodFill] = std::make_unique<FloodFillTool>();
    connectCanvas();
    setTool(ToolKind::Brush);
}

ToolController::~ToolController() = default;

void ToolController::connectCanvas()
{
    connect(&m_canvas, &ImageCanvas::strokeStarted, this, [this](QPointF at, Qt::KeyboardModifiers modifiers) {
        if (Tool *tool = active()) {
            tool->press(m_context, at, modifiers);
            showGuide();
        }
    });
    connect(&m_canvas, &ImageCanvas::strokeMoved, this, [this](QPointF from, QPointF to) {
        if (Tool *tool = active()) {
            tool->move(m_context, from, to);
            showGuide();
        }
    });
    connect(&m_canvas, &ImageCanvas::strokeFinished, this, [this] {
        if (Tool *tool = active()) {
            tool->release(m_context);
        }
    });
    connect(&m_canvas, &ImageCanvas::doubleClicked, this, [this](QPointF at) {
        if (Tool *tool = active()) {
            tool->doubleClick(m_context, at);
            showGuide();
        }
    });
    connect(&m_canvas, &ImageCanvas::hovered, this, [this](QPointF at) {
        Tool *tool = active();
        if (tool && !tool->guide().isEmpty()) {
            tool->hover(at);
            showGuide();
        }
    });
}

Tool *ToolController::active() const
{
    const auto found = m_tools.find(m_kind);
    return m_context.document && found != m_tools.end() ? found->second.get() : nullptr;
}

void ToolController::setDocument(Document *document)
{
    cancel();
    m_context.document = document;
}

void ToolController::setTool(ToolKind kind)
{
    cancel();
    m_kind = kind;
    m_canvas.setLeftButton(kind == ToolKind::Pan ? ImageCanvas::LeftButton::Pan
            : kind == ToolKind::Window           ? ImageCanvas::LeftButton::Window
                                                 : ImageCanvas::LeftButton::Draw);
    const auto found = m_tools.find(kind);
    const bool circle = found != m_tools.end() && found->second->hasBrushCircle();
    m_canvas.setBrushDiameter(circle ? m_context.brushDiameter : 0);
    Q_EMIT toolChanged(kind);
}

void ToolController::setLabel(Label label, const QColor &color)
{
    m_context.label = label;
    m_canvas.setToolColor(color);
}

void ToolController::setBrushDiameter(double diameter)
{
    diameter = std::clamp(diameter, kSmallestBrush, kLargestBrush);
    if (diameter == m_context.brushDiameter) {
        return;
    }
    m_context.brushDiameter = diameter;
    const auto found = m_tools.find(m_kind);
    if (found != m_tools.end() && found->second->hasBrushCircle()) {
        m_canvas.setBrushDiameter(diameter);
    }
    Q_EMIT brushDiameterChanged(diameter);
}

void ToolController::accept()
{
    if (Tool *tool = active()) {
        tool->accept(m_context);
        showGuide();
    }
}

bool ToolController::stepBack()
{
    Tool *tool = active();
    const bool stepped = tool && tool->stepBack();
    showGuide();
    return stepped;
}

bool ToolController::cancel()
{
    Tool *tool = active();
    const bool cancelled = tool && tool->cancel(m_context);
    showGuide();
    return cancelled;
}

void ToolController::showGuide()
{
    const Tool *tool = active();
    m_canvas.setGuide(tool ? tool->guide() : QPolygonF());
}

} // namespace vmunet
