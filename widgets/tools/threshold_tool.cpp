// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/threshold_tool.h"

#include "core/editing/document.h"
#include "widgets/tools/background_edit.h"

#include <algorithm>

namespace vmunet {

namespace {

std::optional<double> valueUnder(const ToolContext &context, QPointF at)
{
    const QPoint pixel = pixelUnder(at);
    const Image &image = context.document->image();
    const std::vector<double> values = valuesAt(image, context.document->currentSlice(), pixel.x(), pixel.y());
    if (values.size() < 3) {
        return values.empty() ? std::nullopt : std::optional(values.front());
    }
    const ValueChannel channel = context.range.channel;
    return channel == ValueChannel::Grey ? qGray(int(values[0]), int(values[1]), int(values[2]))
                                         : values[std::size_t(channel) - std::size_t(ValueChannel::Red)];
}

} // namespace

void ThresholdTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers)
{
    m_picked = context.range;
    if (const std::optional<double> value = valueUnder(context, at)) {
        m_picked.low = *value - context.tolerance;
        m_picked.high = *value + context.tolerance;
    }
}

void ThresholdTool::move(const ToolContext &context, QPointF, QPointF to)
{
    if (const std::optional<double> value = valueUnder(context, to)) {
        m_picked.low = std::min(m_picked.low, *value - context.tolerance);
        m_picked.high = std::max(m_picked.high, *value + context.tolerance);
    }
}

bool ThresholdTool::accept(const ToolContext &context)
{
    const Document &document = *context.document;
    const int first = context.wholeVolume ? 0 : document.currentSlice();
    const int last = context.wholeVolume ? document.sliceCount() - 1 : first;
    context.jobs->start(EditTool::ValueRange, context.label,
        [image = document.image(), first, last, range = context.range](
            const KeepGoing &keepGoing) { return pixelsInRange(image, first, last, range, keepGoing); });
    return true;
}

ToolGuide ThresholdTool::guide(const ToolContext &context) const
{
    const Document &document = *context.document;
    const void *samples = document.image().samples.constData();
    const int slice = document.currentSlice();
    if (m_preview.isNull() || samples != m_samples || slice != m_slice || context.range.channel != m_channel) {
        m_preview = RangePreview(document.image(), slice, context.range.channel);
        m_samples = samples;
        m_slice = slice;
        m_channel = context.range.channel;
    }
    const LabelInfo *info = document.labels().find(context.label);
    const QColor color = info ? info->color : QColor(Qt::white);
    ToolGuide guide;
    guide.preview = [preview = m_preview, range = context.range, color](
                        const ViewTransform &view, QRect area) { return preview.render(view, area, range, color); };
    return guide;
}

} // namespace vmunet
