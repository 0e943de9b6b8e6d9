// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

namespace vmunet {

/// Paints the active label with a round or square brush, in a volume also with a ball, or erases. Ctrl while pressing
/// swaps the two; the right button, where it is given to tools, erases.
class BrushTool : public Tool {
public:
    enum class Mode { Paint, Erase };

    explicit BrushTool(Mode mode)
        : m_mode(mode)
    {
    }

    bool hasBrush() const override { return true; }
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    void release(const ToolContext &context) override;
    bool cancel(const ToolContext &context) override;

private:
    Mode m_mode;
};

} // namespace vmunet
