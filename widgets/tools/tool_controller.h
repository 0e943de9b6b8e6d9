// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

#include <QColor>
#include <QObject>

#include <map>
#include <memory>

namespace vmunet {

class ImageCanvas;

enum class ToolKind { Brush, Eraser, Polygon, FloodFill, Pan, Window };

/// Gives the canvas's strokes to the chosen tool. The window owns canvas, document and this; the document may change or
/// be absent. Main thread.
class ToolController : public QObject {
    Q_OBJECT

public:
    static constexpr double kSmallestBrush = 1;
    static constexpr double kLargestBrush = 2000;

    explicit ToolController(ImageCanvas &canvas, QObject *parent = nullptr);
    ~ToolController() override;

    void setDocument(Document *document); ///< Null for none; drops what is in progress.
    void setTool(ToolKind kind);
    ToolKind tool() const { return m_kind; }
    void setLabel(Label label, const QColor &color);
    double brushDiameter() const { return m_context.brushDiameter; }
    void setBrushDiameter(double diameter); ///< Clamped.
    double tolerance() const { return m_context.tolerance; }
    void setTolerance(double tolerance) { m_context.tolerance = tolerance; }

    void accept(); ///< Return.
    bool stepBack(); ///< Backspace; false if nothing was in progress.
    bool cancel(); ///< Escape; false if nothing was in progress.

Q_SIGNALS:
    void toolChanged(vmunet::ToolKind kind);
    void brushDiameterChanged(double diameter);

private:
    Tool *active() const;
    void connectCanvas();
    void showGuide();

    ImageCanvas &m_canvas;
    ToolContext m_context;
    ToolKind m_kind = ToolKind::Brush;
    std::map<ToolKind, std::unique_ptr<Tool>> m_tools; ///< Pan and Window have none: the canvas does them itself.
};

} // namespace vmunet
