// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/adaptive_brush.h"
#include "core/editing/edit_record.h"
#include "widgets/tools/tool.h"

namespace vmunet {

/// A brush whose stroke is a row of single dabs, close enough to look like one.
class DabTool : public Tool {
public:
    bool hasBrush() const override { return true; }
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    void release(const ToolContext &context) override;
    bool cancel(const ToolContext &context) override;

protected:
    virtual EditTool kind() const = 0;
    virtual void begin(const ToolContext &, QPointF /*at*/) { }
    virtual void dab(const ToolContext &context, QPointF at) = 0;

private:
    QPointF m_last; ///< Where the last dab was.
};

/// Paints, inside the brush, only what looks like the place where the stroke began and is joined to the brush's middle.
class AdaptiveBrushTool : public DabTool {
protected:
    EditTool kind() const override { return EditTool::AdaptiveBrush; }
    void begin(const ToolContext &context, QPointF at) override;
    void dab(const ToolContext &context, QPointF at) override;

private:
    std::vector<double> m_centre; ///< What the stroke takes for like.
};

/// Paints the network's opinion back, from the probabilities that are kept of the slice.
class ModelBrushTool : public DabTool {
protected:
    EditTool kind() const override { return EditTool::ModelBrush; }
    void begin(const ToolContext &context, QPointF at) override;
    void dab(const ToolContext &context, QPointF at) override;
};

} // namespace vmunet
