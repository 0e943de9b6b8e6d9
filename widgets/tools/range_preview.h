// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/threshold_range.h"
#include "widgets/canvas/view_transform.h"

#include <QColor>
#include <QImage>

#include <memory>

namespace vmunet {

/// Shows which pixels of a slice are in a range of values, at the resolution of the screen: moving a slider costs what
/// is visible, whatever the image's size. Cheap to copy.
class RangePreview {
public:
    RangePreview() = default;
    RangePreview(const Image &image, int slice, ValueChannel channel);

    bool isNull() const { return !m_values; }
    /// The widget rectangle, coloured where the image's value is in the range.
    QImage render(const ViewTransform &view, QRect widgetArea, const ValueRange &range, const QColor &color) const;

private:
    Image m_image;
    ValueChannel m_channel = ValueChannel::Grey;
    std::shared_ptr<const std::vector<float>> m_values; ///< Of a volume's slice; empty for a photograph.
};

} // namespace vmunet
