// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/flood_fill.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace vmunet {

namespace {

Region floodedFrom(cv::Mat pixels, QPoint seed, double tolerance)
{
    // OpenCV wants one more pixel on each side; with MASK_ONLY the image itself is not written.
    cv::Mat reached = cv::Mat::zeros(pixels.rows + 2, pixels.cols + 2, CV_8U);
    cv::Rect bounds;
    const cv::Scalar band = cv::Scalar::all(std::max(0.0, tolerance));
    cv::floodFill(pixels, reached, cv::Point(seed.x(), seed.y()), cv::Scalar(), &bounds, band, band,
        4 | cv::FLOODFILL_FIXED_RANGE | cv::FLOODFILL_MASK_ONLY | (1 << 8));
    Region region{QRect(bounds.x, bounds.y, bounds.width, bounds.height), Mask(QSize(bounds.width, bounds.height))};
    for (int y = 0; y < bounds.height; ++y) {
        const auto *row = reached.ptr<std::uint8_t>(bounds.y + y + 1) + bounds.x + 1;
        std::copy_n(row, bounds.width, region.coverage.row(y));
    }
    return region;
}

} // namespace

Region similarPixels(const QByteArray &rgb, QSize size, QPoint seed, double tolerance)
{
    if (!QRect(QPoint(), size).contains(seed) || rgb.size() != qsizetype(size.width()) * size.height() * 3) {
        return {};
    }
    return floodedFrom(
        cv::Mat(size.height(), size.width(), CV_8UC3, const_cast<char *>(rgb.constData())), seed, tolerance);
}

Region similarPixels(const std::vector<float> &values, QSize size, QPoint seed, double tolerance)
{
    if (!QRect(QPoint(), size).contains(seed)
        || values.size() != std::size_t(size.width()) * std::size_t(size.height())) {
        return {};
    }
    return floodedFrom(
        cv::Mat(size.height(), size.width(), CV_32F, const_cast<float *>(values.data())), seed, tolerance);
}

} // namespace vmunet
