// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/box_tool.h"

namespace vmunet {

/// Lines that a person draws through an object and through what is not the object.
class Marks {
public:
    struct Mark {
        QPolygonF line;
        bool isObject = true;
        double width = 1; ///< Image pixels.
    };

    bool isEmpty() const { return m_marks.empty(); }
    void begin(QPointF at, bool isObject, double width);
    void extend(QPointF to);
    bool takeBack(); ///< The last line; false without any.
    bool clear(); ///< False if there was nothing.
    /// 1 on the object's lines, 2 on the others'; of the given size.
    Mask drawn(QSize size) const;
    ToolGuide guide(double screenPixel) const;

private:
    std::vector<Mark> m_marks;
};

/// Marks an object with the left button and its surroundings with Ctrl or the right one; Return finds it.
class WatershedTool : public Tool {
public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    bool accept(const ToolContext &context) override;
    bool stepBack() override { return m_marks.takeBack(); }
    bool cancel(const ToolContext &) override { return m_marks.clear(); }
    ToolGuide guide(const ToolContext &context) const override { return m_marks.guide(context.screenPixel); }

private:
    Marks m_marks;
};

/// Finds the object in a box as soon as it is drawn, or goes by marks as the watershed does.
class GrabCutTool : public BoxTool {
public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void move(const ToolContext &context, QPointF from, QPointF to) override;
    void release(const ToolContext &context) override;
    bool accept(const ToolContext &context) override;
    bool stepBack() override { return m_marks.takeBack(); }
    bool cancel(const ToolContext &context) override;
    ToolGuide guide(const ToolContext &context) const override;

protected:
    void boxDrawn(const ToolContext &context, QRect box) override;

private:
    Marks m_marks;
    Label m_label = kBackground;
};

} // namespace vmunet
