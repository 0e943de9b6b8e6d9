// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

namespace vmunet {

/// A freehand outline: what is inside gets the active label when the button is let go. Ctrl erases.
class LassoTool : public Tool {
public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    void release(const ToolContext &context) override;
    bool cancel(const ToolContext &context) override;
    ToolGuide guide(const ToolContext &context) const override;

private:
    QPolygonF m_outline;
    Label m_label = kBackground;
};

} // namespace vmunet
