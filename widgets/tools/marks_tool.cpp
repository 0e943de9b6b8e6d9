// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/marks_tool.h"

#include "core/editing/document.h"
#include "core/editing/grab_cut.h"
#include "core/editing/watershed.h"
#include "widgets/tools/background_edit.h"

#include <algorithm>

namespace vmunet {

namespace {

constexpr Label kObjectMark{1};
constexpr Label kOtherMark{2};
constexpr double kMarkWidth = 4; // Widget pixels.
const QColor kObjectColor(0x5f, 0xd0, 0x7c);
const QColor kOtherColor(0xf0, 0x6a, 0x6a);

bool marksObject(const ToolContext &context, Qt::KeyboardModifiers modifiers)
{
    return !context.rightButton && !(modifiers & Qt::ControlModifier);
}

LabelChange changeOf(int slice, Region region)
{
    LabelChange change;
    if (!region.isEmpty()) {
        change.added.push_back({slice, std::move(region)});
    }
    return change;
}

} // namespace

void Marks::begin(QPointF at, bool isObject, double width)
{
    m_marks.push_back({{at}, isObject, width});
}

void Marks::extend(QPointF to)
{
    if (!m_marks.empty()) {
        m_marks.back().line.append(to);
    }
}

bool Marks::takeBack()
{
    if (m_marks.empty()) {
        return false;
    }
    m_marks.pop_back();
    return true;
}

bool Marks::clear()
{
    const bool any = !m_marks.empty();
    m_marks.clear();
    return any;
}

Mask Marks::drawn(QSize size) const
{
    Mask mask(size);
    for (const Mark &mark : m_marks) {
        const WriteRule rule{.label = mark.isObject ? kObjectMark : kOtherMark};
        for (qsizetype i = 0; i < mark.line.size(); ++i) {
            paintSegment(mask, mark.line.at(std::max<qsizetype>(0, i - 1)), mark.line.at(i), mark.width, rule);
        }
    }
    return mask;
}

ToolGuide Marks::guide(double screenPixel) const
{
    ToolGuide guide;
    for (const Mark &mark : m_marks) {
        QPolygonF line = mark.line;
        if (line.size() == 1) {
            line.append(line.first()); // A click is a dot.
        }
        guide.lines.push_back(
            {line, mark.isObject ? kObjectColor : kOtherColor, std::max(2.0, mark.width / screenPixel), false});
    }
    return guide;
}

void WatershedTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    m_marks.begin(at, marksObject(context, modifiers), kMarkWidth * context.screenPixel);
}

void WatershedTool::move(const ToolContext &, QPointF, QPointF to)
{
    m_marks.extend(to);
}

bool WatershedTool::accept(const ToolContext &context)
{
    if (m_marks.isEmpty()) {
        return false;
    }
    const Document &document = *context.document;
    context.jobs->start(EditTool::Watershed, context.label,
        [image = document.image(), slice = document.currentSlice(), seeds = m_marks.drawn(document.size())](
            const KeepGoing &) { return changeOf(slice, floodedFromSeeds(image, slice, seeds)); });
    m_marks.clear();
    return true;
}

void GrabCutTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    if (context.grabByMarks) {
        m_marks.begin(at, marksObject(context, modifiers), kMarkWidth * context.screenPixel);
    } else {
        m_label = context.painted(modifiers);
        BoxTool::press(context, at, modifiers);
    }
}

void GrabCutTool::move(const ToolContext &context, QPointF from, QPointF to)
{
    if (context.grabByMarks) {
        m_marks.extend(to);
    } else {
        BoxTool::move(context, from, to);
    }
}

void GrabCutTool::release(const ToolContext &context)
{
    BoxTool::release(context);
}

void GrabCutTool::boxDrawn(const ToolContext &context, QRect box)
{
    const Document &document = *context.document;
    context.jobs->start(EditTool::GrabCut, m_label,
        [image = document.image(), slice = document.currentSlice(), box](const KeepGoing &keepGoing) {
            return changeOf(slice, grabbed(image, slice, {.box = box, .marks = {}}, keepGoing));
        });
}

bool GrabCutTool::accept(const ToolContext &context)
{
    if (m_marks.isEmpty()) {
        return false;
    }
    const Document &document = *context.document;
    context.jobs->start(EditTool::GrabCut, context.label,
        [image = document.image(), slice = document.currentSlice(), marks = m_marks.drawn(document.size())](
            const KeepGoing &keepGoing) {
            return changeOf(slice, grabbed(image, slice, {.box = boxAround(marks), .marks = marks}, keepGoing));
        });
    m_marks.clear();
    return true;
}

bool GrabCutTool::cancel(const ToolContext &context)
{
    const bool box = BoxTool::cancel(context);
    return m_marks.clear() || box;
}

ToolGuide GrabCutTool::guide(const ToolContext &context) const
{
    return m_marks.isEmpty() ? BoxTool::guide(context) : m_marks.guide(context.screenPixel);
}

} // namespace vmunet
