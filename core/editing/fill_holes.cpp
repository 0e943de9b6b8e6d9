// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/fill_holes.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace vmunet {

Region holesOf(const Mask &mask, Label label)
{
    const QRect area = boundsOf(mask, label);
    if (area.isEmpty()) {
        return {};
    }
    // A rim of one pixel joins everything outside, so that one flood reaches it all.
    cv::Mat open(area.height() + 2, area.width() + 2, CV_8U, cv::Scalar(1));
    for (int y = 0; y < area.height(); ++y) {
        const std::uint8_t *row = mask.row(area.top() + y) + area.left();
        auto *out = open.ptr<std::uint8_t>(y + 1) + 1;
        std::transform(row, row + area.width(), out,
            [label](std::uint8_t value) { return std::uint8_t(value != std::uint8_t(label)); });
    }
    cv::floodFill(open, cv::Point(0, 0), cv::Scalar(0), nullptr, cv::Scalar(), cv::Scalar(), 4);

    Region region{area, Mask(area.size())};
    bool found = false;
    for (int y = 0; y < area.height(); ++y) {
        const std::uint8_t *row = mask.row(area.top() + y) + area.left();
        const auto *enclosed = open.ptr<std::uint8_t>(y + 1) + 1;
        std::uint8_t *out = region.coverage.row(y);
        for (int x = 0; x < area.width(); ++x) {
            out[x] = enclosed[x] && row[x] == std::uint8_t(kBackground);
            found = found || out[x];
        }
    }
    return found ? region : Region{};
}

} // namespace vmunet
