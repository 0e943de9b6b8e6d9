// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/view_transform.h"

#include <QRegion>
#include <QtCore/qnamespace.h>

#include <optional>

class QPainter;

namespace vmunet {

/// Something drawn over image and mask that may take the pointer: a ruler, a crosshair. Owned by whoever adds it to a
/// canvas with addItem(), and removed before its end. Points are widget coordinates; `view` maps image pixels to them.
class CanvasItem {
public:
    virtual ~CanvasItem() = default;

    virtual void paint(QPainter &painter, const ViewTransform &view) = 0;
    /// All that paint() touches.
    virtual QRegion region(const ViewTransform &view) const = 0;
    /// The left button went down. True takes the drag: drag() and release() follow, and no stroke begins.
    virtual bool press(QPointF /*at*/, const ViewTransform & /*view*/) { return false; }
    virtual void drag(QPointF /*to*/, const ViewTransform & /*view*/) { }
    virtual void release() { }
    /// The pointer's shape over it; none to leave it to others.
    virtual std::optional<Qt::CursorShape> cursorAt(QPointF /*at*/, const ViewTransform & /*view*/) const
    {
        return std::nullopt;
    }
};

} // namespace vmunet
