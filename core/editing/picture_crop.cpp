// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/picture_crop.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace vmunet {

namespace {

cv::Mat photographCrop(const Image &image, QRect area)
{
    const cv::Mat whole(image.height, image.width, CV_8UC3, const_cast<char *>(image.samples.constData()));
    return whole(cv::Rect(area.x(), area.y(), area.width(), area.height())).clone();
}

cv::Mat volumeCrop(const Image &image, int slice, QRect area)
{
    std::vector<float> values = rescaledSlice(image, slice);
    const cv::Mat whole(image.height, image.width, CV_32F, values.data());
    const cv::Mat crop = whole(cv::Rect(area.x(), area.y(), area.width(), area.height())).clone();
    std::vector<float> sorted(crop.begin<float>(), crop.end<float>());
    const auto percentile = [&sorted](double fraction) {
        const auto at = sorted.begin() + std::ptrdiff_t(fraction * double(sorted.size() - 1));
        std::nth_element(sorted.begin(), at, sorted.end());
        return double(*at);
    };
    const double low = percentile(0.01);
    const double high = std::max(percentile(0.99), low + 1e-6);
    cv::Mat grey;
    crop.convertTo(grey, CV_8U, 255 / (high - low), -low * 255 / (high - low));
    cv::Mat rgb;
    cv::cvtColor(grey, rgb, cv::COLOR_GRAY2RGB);
    return rgb;
}

} // namespace

PictureCrop pictureCrop(const Image &image, int slice, QRect area, qint64 maxPixels)
{
    const QRect inside = area & QRect(QPoint(), image.size());
    const bool valid = slice >= 0 && slice < image.slices && !inside.isEmpty() && maxPixels > 0
        && image.samples.size() >= image.sliceBytes() * image.slices;
    if (!valid) {
        return {};
    }
    const bool isPhotograph = image.kind == ImageKind::Photograph && image.channels == 3;
    cv::Mat rgb = isPhotograph ? photographCrop(image, inside) : volumeCrop(image, slice, inside);
    const double pixels = double(inside.width()) * inside.height();
    if (pixels > double(maxPixels)) {
        const double scale = std::sqrt(double(maxPixels) / pixels);
        const cv::Size smaller(std::max(1, int(inside.width() * scale)), std::max(1, int(inside.height() * scale)));
        cv::resize(rgb, rgb, smaller, 0, 0, cv::INTER_AREA);
    }
    return {inside, QSize(rgb.cols, rgb.rows),
        QByteArray(reinterpret_cast<const char *>(rgb.data), qsizetype(rgb.total()) * 3)};
}

} // namespace vmunet
