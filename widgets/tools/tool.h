// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/brush.h"
#include "core/editing/threshold_range.h"

#include <QColor>
#include <QImage>
#include <QPoint>
#include <QPolygonF>
#include <QRect>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

namespace vmunet {

class BackgroundEdit;
class Document;
class ViewTransform;

/// What the options row sets, for all tools together.
struct ToolSettings {
    double brushDiameter = 20; ///< Image pixels.
    BrushShape brushShape = BrushShape::Round;
    bool ball = false; ///< Brush and eraser reach into the neighbouring slices of a volume.
    bool pressure = true; ///< A tablet's pressure makes the brush smaller.
    double tolerance = 20; ///< Of flood fill and adaptive brush: 0..255 in a photograph, Hounsfield units in CT.
    bool wholeVolume = false; ///< Flood fill and threshold go through all slices.
    ValueRange range{.low = 0, .high = 128}; ///< Of the threshold tool.
    bool grabByMarks = false; ///< GrabCut from marks instead of from a box.
};

/// What a tool edits with; owned by the ToolController.
struct ToolContext : ToolSettings {
    Document *document = nullptr; ///< Not null while a tool is called.
    BackgroundEdit *jobs = nullptr; ///< Never null.
    Label label = kBackground; ///< The active structure.
    double penPressure = 1; ///< 0..1; 1 without a tablet.
    bool rightButton = false; ///< The stroke is made with the button that erases.
    double screenPixel = 1; ///< Image pixels that one pixel of the screen covers.
    QRect visible; ///< The part of the image on the screen, in image pixels.
    std::function<void(QRect)> segmentBox; ///< Asks the network for a box of the current slice.

    /// What a tool that paints writes: the active label, or background to erase.
    Label painted(Qt::KeyboardModifiers modifiers) const
    {
        return rightButton || modifiers & Qt::ControlModifier ? kBackground : label;
    }
};

/// What a tool shows over the image, in image coordinates.
struct ToolGuide {
    struct Line {
        QPolygonF points;
        QColor color; ///< Invalid: the colour of the active label.
        double width = 1.5; ///< Widget pixels.
        bool corners = false; ///< With a dot at each point.
    };
    std::vector<Line> lines;
    /// Colours the pixels of a widget rectangle; null for none.
    std::function<QImage(const ViewTransform &view, QRect widgetArea)> preview;

    bool isEmpty() const { return lines.empty() && !preview; }
};

/// Turns strokes of the canvas into edits of the document. Points are in image pixels.
class Tool {
public:
    virtual ~Tool() = default;

    virtual bool hasBrush() const { return false; }
    virtual void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) = 0;
    virtual void move(const ToolContext &, QPointF /*from*/, QPointF /*to*/) { }
    virtual void release(const ToolContext &) { }
    virtual void doubleClick(const ToolContext &, QPointF /*at*/) { }
    /// The pointer is there; true if that changes guide().
    virtual bool hover(QPointF /*at*/) { return false; }
    /// Return: finish what is in progress. False if there was nothing.
    virtual bool accept(const ToolContext &) { return false; }
    /// Backspace: take back the last step of what is in progress. False if there was none.
    virtual bool stepBack() { return false; }
    /// Escape, another tool, another slice: drop what is in progress. False if there was nothing.
    virtual bool cancel(const ToolContext &) { return false; }
    /// What to show over the image now.
    virtual ToolGuide guide(const ToolContext &) const { return {}; }
};

/// The pixel under a point.
QPoint pixelUnder(QPointF point);

} // namespace vmunet
