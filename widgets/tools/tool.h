// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <QPolygonF>
#include <QString>

namespace vmunet {

class Document;

/// What a tool edits with; owned by the ToolController.
struct ToolContext {
    Document *document = nullptr; ///< Not null while a tool is called.
    Label label = kBackground; ///< The active structure.
    double brushDiameter = 20; ///< Image pixels.
    double tolerance = 20; ///< Of flood fill: 0..255 in a photograph, Hounsfield units in CT.
};

/// Turns strokes of the canvas into edits of the document. Points are in image pixels.
class Tool {
public:
    virtual ~Tool() = default;

    virtual bool hasBrushCircle() const { return false; }
    virtual void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) = 0;
    virtual void move(const ToolContext &, QPointF /*from*/, QPointF /*to*/) { }
    virtual void release(const ToolContext &) { }
    virtual void doubleClick(const ToolContext &, QPointF /*at*/) { }
    virtual void hover(QPointF /*at*/) { }
    /// Return: finish what is in progress.
    virtual void accept(const ToolContext &) { }
    /// Backspace: take back the last step of what is in progress. False if there was none.
    virtual bool stepBack() { return false; }
    /// Escape, another tool, another slice: drop what is in progress. False if there was nothing.
    virtual bool cancel(const ToolContext &) { return false; }
    /// A line to show over the image.
    virtual QPolygonF guide() const { return {}; }
};

} // namespace vmunet
