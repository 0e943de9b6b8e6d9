// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/keep_largest.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace vmunet {

Region smallerParts(const Mask &mask, Label label)
{
    Region region = regionOf(mask, label);
    if (region.isEmpty()) {
        return {};
    }
    const QSize size = region.area.size();
    const cv::Mat pixels(size.height(), size.width(), CV_8U, const_cast<char *>(region.coverage.labels().constData()));
    cv::Mat parts;
    cv::Mat statistics;
    cv::Mat centres;
    const int count = cv::connectedComponentsWithStats(pixels, parts, statistics, centres, 8, CV_32S);
    if (count <= 2) {
        return {};
    }
    int largest = 1;
    for (int part = 2; part < count; ++part) {
        if (statistics.at<int>(part, cv::CC_STAT_AREA) > statistics.at<int>(largest, cv::CC_STAT_AREA)) {
            largest = part;
        }
    }
    Mask smaller(size);
    for (int y = 0; y < size.height(); ++y) {
        const int *part = parts.ptr<int>(y);
        std::uint8_t *out = smaller.row(y);
        for (int x = 0; x < size.width(); ++x) {
            out[x] = part[x] != 0 && part[x] != largest;
        }
    }
    region.coverage = std::move(smaller);
    return region;
}

} // namespace vmunet
