// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

namespace vmunet {

/// A click gives like pixels around it the active label, in a volume also through its slices; with Ctrl it erases them.
class FloodFillTool : public Tool {
public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
};

} // namespace vmunet
