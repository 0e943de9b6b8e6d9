// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

namespace vmunet {

/// Corners by clicks, or a freehand line by dragging; a double click, Return, or a click on the first corner fills it
/// with the active label. Ctrl at the first corner erases instead.
class PolygonTool : public Tool {
public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    void doubleClick(const ToolContext &context, QPointF at) override;
    bool hover(QPointF at) override;
    bool accept(const ToolContext &context) override;
    bool stepBack() override;
    bool cancel(const ToolContext &context) override;
    ToolGuide guide(const ToolContext &context) const override;

private:
    bool closesAt(const ToolContext &context, QPointF at) const;

    QPolygonF m_corners;
    QPointF m_pointer;
    Label m_label = kBackground;
};

} // namespace vmunet
