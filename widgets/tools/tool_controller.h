// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

#include <QColor>
#include <QObject>

#include <map>
#include <memory>

class QMouseEvent;

namespace vmunet {

class BackgroundEdit;
class ImageCanvas;
class MagneticLassoTool;
class ThresholdTool;
class ToolOverlay;
struct EditLimits;

enum class ToolKind {
    Brush,
    Eraser,
    Polygon,
    FloodFill,
    Pan,
    Window,
    AdaptiveBrush,
    ModelBrush,
    Lasso,
    MagneticLasso,
    Threshold,
    GrabCut,
    Watershed,
    NetworkBox,
};

/// Gives the canvas's strokes to the chosen tool; those with the right button too, as erasing, unless the canvas drags
/// the window with it. The window owns canvas, document and this; the document may change or
/// be absent. Main thread.
class ToolController : public QObject {
    Q_OBJECT

public:
    static constexpr double kSmallestBrush = 1;
    static constexpr double kLargestBrush = 2000; ///< Image pixels: a photograph of 24 megapixels is 6000 wide.

    explicit ToolController(ImageCanvas &canvas, QObject *parent = nullptr);
    ~ToolController() override;

    void setDocument(Document *document); ///< Null for none; drops what is in progress.
    void setTool(ToolKind kind);
    ToolKind tool() const { return m_kind; }
    void setLabel(Label label, const QColor &color);
    Label label() const { return m_context.label; }

    const ToolSettings &settings() const { return m_context; }
    void setSettings(const ToolSettings &settings); ///< The brush size is clamped.
    double brushDiameter() const { return m_context.brushDiameter; }
    void setBrushDiameter(double diameter);
    double tolerance() const { return m_context.tolerance; }
    void setTolerance(double tolerance);
    /// Where tools may write; holds for each document from now on.
    void setLimits(const EditLimits &limits);
    const EditLimits &limits() const;

    /// What NetworkBox asks for a box of the current slice.
    void setBoxSegmenter(std::function<void(QRect)> segment) { m_context.segmentBox = std::move(segment); }
    /// Operations under way; also for commands that are no tools.
    BackgroundEdit &jobs() { return *m_jobs; }

    bool accept(); ///< Return; false if there was nothing to finish.
    bool stepBack(); ///< Backspace; false if nothing was in progress.
    bool cancel(); ///< Escape; false if nothing was in progress.

Q_SIGNALS:
    void toolChanged(vmunet::ToolKind kind);
    void brushDiameterChanged(double diameter);
    void settingsChanged(); ///< Also for the brush size.
    void limitsChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    Tool *active();
    void makeTools();
    void connectCanvas();
    void press(QPointF at, Qt::KeyboardModifiers modifiers);
    void move(QPointF from, QPointF to);
    void release();
    bool filterRightButton(const QMouseEvent &event);
    bool dropWork();
    void takePickedRange();
    void showBrush();
    void showGuide();

    ImageCanvas &m_canvas;
    ToolOverlay *m_overlay; ///< Child of the canvas.
    BackgroundEdit *m_jobs;
    std::unique_ptr<EditLimits> m_limits;
    ToolContext m_context;
    ToolKind m_kind = ToolKind::Brush;
    std::map<ToolKind, std::unique_ptr<Tool>> m_tools; ///< Pan and Window have none: the canvas does them itself.
    ThresholdTool *m_threshold = nullptr;
    QPointF m_rightPosition; ///< Widget position of the previous event of a drag with the right button.
};

} // namespace vmunet
