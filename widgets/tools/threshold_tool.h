// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/range_preview.h"
#include "widgets/tools/tool.h"

namespace vmunet {

/// Shows live which pixels are in the range of the options row; Return gives them the active label. A click sets the
/// range around the value under it; dragging widens the range to all values on the way.
class ThresholdTool : public Tool {
public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    bool accept(const ToolContext &context) override;
    ToolGuide guide(const ToolContext &context) const override;

    /// The range that the last press or move asked for.
    const ValueRange &picked() const { return m_picked; }

private:
    ValueRange m_picked;
    mutable RangePreview m_preview; ///< Of the slice shown last.
    mutable const void *m_samples = nullptr; ///< Which image, slice and channel it is of.
    mutable int m_slice = -1;
    mutable ValueChannel m_channel = ValueChannel::Grey;
};

} // namespace vmunet
