// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

#include <optional>

namespace vmunet {

/// Drags a box; what it is for is said by those derived from it.
class BoxTool : public Tool {
public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    void release(const ToolContext &context) override;
    bool cancel(const ToolContext &context) override;
    ToolGuide guide(const ToolContext &context) const override;

protected:
    /// The box, at least two pixels wide and high, clipped to the image.
    virtual void boxDrawn(const ToolContext &context, QRect box) = 0;

private:
    std::optional<QPointF> m_start;
    QPointF m_end;
};

/// Runs the network on a box of the slice alone.
class NetworkBoxTool : public BoxTool {
protected:
    void boxDrawn(const ToolContext &context, QRect box) override;
};

} // namespace vmunet
