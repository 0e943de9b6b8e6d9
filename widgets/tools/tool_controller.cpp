// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_controller.h"

#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/tools/background_edit.h"
#include "widgets/tools/box_tool.h"
#include "widgets/tools/brush_tool.h"
#include "widgets/tools/dab_tool.h"
#include "widgets/tools/flood_fill_tool.h"
#include "widgets/tools/lasso_tool.h"
#include "widgets/tools/magnetic_lasso_tool.h"
#include "widgets/tools/marks_tool.h"
#include "widgets/tools/polygon_tool.h"
#include "widgets/tools/threshold_tool.h"
#include "widgets/tools/tool_overlay.h"

#include <QMouseEvent>
#include <QTabletEvent>

#include <algorithm>
#include <cmath>

namespace vmunet {

QPoint pixelUnder(QPointF point)
{
    return {int(std::floor(point.x())), int(std::floor(point.y()))};
}

ToolController::ToolController(ImageCanvas &canvas, QObject *parent)
    : QObject(parent)
    , m_canvas(canvas)
    , m_overlay(new ToolOverlay(canvas))
    , m_jobs(new BackgroundEdit(this))
    , m_limits(std::make_unique<EditLimits>())
{
    m_context.jobs = m_jobs;
    makeTools();
    connectCanvas();
    m_canvas.installEventFilter(this);
    setTool(ToolKind::Brush);
}

ToolController::~ToolController() = default;

void ToolController::makeTools()
{
    m_tools[ToolKind::Brush] = std::make_unique<BrushTool>(BrushTool::Mode::Paint);
    m_tools[ToolKind::Eraser] = std::make_unique<BrushTool>(BrushTool::Mode::Erase);
    m_tools[ToolKind::AdaptiveBrush] = std::make_unique<AdaptiveBrushTool>();
    m_tools[ToolKind::ModelBrush] = std::make_unique<ModelBrushTool>();
    m_tools[ToolKind::Polygon] = std::make_unique<PolygonTool>();
    m_tools[ToolKind::Lasso] = std::make_unique<LassoTool>();
    m_tools[ToolKind::FloodFill] = std::make_unique<FloodFillTool>();
    m_tools[ToolKind::GrabCut] = std::make_unique<GrabCutTool>();
    m_tools[ToolKind::Watershed] = std::make_unique<WatershedTool>();
    m_tools[ToolKind::NetworkBox] = std::make_unique<NetworkBoxTool>();
    auto magnetic = std::make_unique<MagneticLassoTool>();
    connect(magnetic.get(), &MagneticLassoTool::wayFound, this, &ToolController::showGuide);
    m_tools[ToolKind::MagneticLasso] = std::move(magnetic);
    auto threshold = std::make_unique<ThresholdTool>();
    m_threshold = threshold.get();
    m_tools[ToolKind::Threshold] = std::move(threshold);
}

void ToolController::connectCanvas()
{
    connect(&m_canvas, &ImageCanvas::strokeStarted, this, &ToolController::press);
    connect(&m_canvas, &ImageCanvas::strokeMoved, this, &ToolController::move);
    connect(&m_canvas, &ImageCanvas::strokeFinished, this, &ToolController::release);
    connect(&m_canvas, &ImageCanvas::doubleClicked, this, [this](QPointF at) {
        if (Tool *tool = active()) {
            tool->doubleClick(m_context, at);
            showGuide();
        }
    });
    connect(&m_canvas, &ImageCanvas::hovered, this, [this](QPointF at) {
        m_overlay->setPointer(at);
        Tool *tool = active();
        if (tool && tool->hover(at)) {
            showGuide();
        }
    });
    connect(&m_canvas, &ImageCanvas::left, this, [this] { m_overlay->setPointer(std::nullopt); });
}

/// The chosen tool, with what it is told of the view brought up to date; null without a document or tool.
Tool *ToolController::active()
{
    const auto found = m_tools.find(m_kind);
    if (!m_context.document || found == m_tools.end()) {
        return nullptr;
    }
    m_context.screenPixel = 1 / m_canvas.zoom();
    m_context.visible = m_canvas.view().toImage(QRectF(m_canvas.rect())).toAlignedRect();
    return found->second.get();
}

void ToolController::press(QPointF at, Qt::KeyboardModifiers modifiers)
{
    if (Tool *tool = active()) {
        tool->press(m_context, at, modifiers);
        takePickedRange();
        showGuide();
    }
}

void ToolController::move(QPointF from, QPointF to)
{
    if (Tool *tool = active()) {
        tool->move(m_context, from, to);
        takePickedRange();
        showGuide();
    }
}

void ToolController::release()
{
    if (Tool *tool = active()) {
        tool->release(m_context);
        showGuide();
    }
    m_context.penPressure = 1;
}

void ToolController::takePickedRange()
{
    if (m_kind == ToolKind::Threshold) {
        ToolSettings picked = m_context;
        picked.range = m_threshold->picked();
        setSettings(picked);
    }
}

bool ToolController::eventFilter(QObject *, QEvent *event)
{
    switch (event->type()) {
    case QEvent::TabletPress:
    case QEvent::TabletMove: // Not taken: the mouse event that Qt makes of it follows.
        m_context.penPressure = static_cast<const QTabletEvent *>(event)->pressure();
        return false;
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::MouseMove:
    case QEvent::MouseButtonRelease:
        return filterRightButton(*static_cast<const QMouseEvent *>(event));
    default:
        return false;
    }
}

bool ToolController::filterRightButton(const QMouseEvent &event)
{
    const bool isPress = event.type() == QEvent::MouseButtonPress || event.type() == QEvent::MouseButtonDblClick;
    const bool isFree = event.buttons() == Qt::RightButton && !m_canvas.isWindowDragEnabled();
    if (isPress && event.button() == Qt::RightButton && isFree && active()) {
        m_context.rightButton = true;
        m_rightPosition = event.position();
        press(m_canvas.toImage(m_rightPosition), event.modifiers());
        return true;
    }
    if (!m_context.rightButton) {
        return false;
    }
    if (event.type() == QEvent::MouseMove) {
        const QPointF from = m_canvas.toImage(m_rightPosition);
        m_rightPosition = event.position();
        move(from, m_canvas.toImage(m_rightPosition));
        return false; // The canvas moves its brush circle along.
    }
    if (event.type() == QEvent::MouseButtonRelease && event.button() == Qt::RightButton) {
        release();
        m_context.rightButton = false;
    }
    return true;
}

void ToolController::setDocument(Document *document)
{
    m_jobs->setDocument(document);
    dropWork();
    if (m_context.document) {
        m_context.document->disconnect(this);
    }
    m_context.document = document;
    if (document) {
        document->setLimits(*m_limits);
        connect(document, &Document::currentSliceChanged, this, &ToolController::dropWork);
        connect(document, &Document::labelsChanged, this, &ToolController::showGuide);
    }
    showGuide();
}

void ToolController::setTool(ToolKind kind)
{
    dropWork();
    m_kind = kind;
    m_canvas.setLeftButton(kind == ToolKind::Pan ? ImageCanvas::LeftButton::Pan
            : kind == ToolKind::Window           ? ImageCanvas::LeftButton::Window
                                                 : ImageCanvas::LeftButton::Draw);
    showBrush();
    showGuide();
    Q_EMIT toolChanged(kind);
}

void ToolController::setLabel(Label label, const QColor &color)
{
    m_context.label = label;
    m_canvas.setToolColor(color);
    m_overlay->setColor(color);
    showGuide();
}

void ToolController::setSettings(const ToolSettings &settings)
{
    const double former = m_context.brushDiameter;
    static_cast<ToolSettings &>(m_context) = settings;
    m_context.brushDiameter = std::clamp(settings.brushDiameter, kSmallestBrush, kLargestBrush);
    showBrush();
    showGuide();
    if (m_context.brushDiameter != former) {
        Q_EMIT brushDiameterChanged(m_context.brushDiameter);
    }
    Q_EMIT settingsChanged();
}

void ToolController::setBrushDiameter(double diameter)
{
    ToolSettings settings = m_context;
    settings.brushDiameter = diameter;
    setSettings(settings);
}

void ToolController::setTolerance(double tolerance)
{
    ToolSettings settings = m_context;
    settings.tolerance = tolerance;
    setSettings(settings);
}

void ToolController::setLimits(const EditLimits &limits)
{
    *m_limits = limits;
    if (m_context.document) {
        m_context.document->setLimits(limits);
    }
    Q_EMIT limitsChanged();
}

const EditLimits &ToolController::limits() const
{
    return *m_limits;
}

bool ToolController::accept()
{
    Tool *tool = active();
    const bool done = tool && tool->accept(m_context);
    showGuide();
    return done;
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
    return m_jobs->cancel() || dropWork();
}

/// What the tool has in progress, but not an operation under way.
bool ToolController::dropWork()
{
    Tool *tool = active();
    const bool dropped = tool && tool->cancel(m_context);
    showGuide();
    return dropped;
}

void ToolController::showBrush()
{
    const auto found = m_tools.find(m_kind);
    const bool brush = found != m_tools.end() && found->second->hasBrush();
    const bool hasShape = m_kind == ToolKind::Brush || m_kind == ToolKind::Eraser;
    const bool square = hasShape && m_context.brushShape == BrushShape::Square;
    m_canvas.setBrushDiameter(brush && !square ? m_context.brushDiameter : 0);
    m_overlay->setSquare(brush && square ? m_context.brushDiameter : 0);
}

void ToolController::showGuide()
{
    const Tool *tool = active();
    m_overlay->setGuide(tool ? tool->guide(m_context) : ToolGuide());
}

} // namespace vmunet
