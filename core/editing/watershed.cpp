// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/watershed.h"

#include "core/editing/picture_crop.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <limits>

namespace vmunet {

namespace {

constexpr int kObject = 1;
constexpr int kSurroundings = 2;

/// Pixels on the ridge belong to the object where it has more of the neighbours.
bool ridgeIsObject(const cv::Mat &marks, int x, int y)
{
    int balance = 0;
    for (int dy = -1; dy <= 1; ++dy) {
        for (int dx = -1; dx <= 1; ++dx) {
            const int nx = x + dx;
            const int ny = y + dy;
            if (nx >= 0 && ny >= 0 && nx < marks.cols && ny < marks.rows) {
                const int mark = marks.at<int>(ny, nx);
                balance += mark == kObject ? 1 : mark == kSurroundings ? -1 : 0;
            }
        }
    }
    return balance > 0;
}

} // namespace

Region floodedFromSeeds(const Image &image, int slice, const Mask &seeds)
{
    const QRect object = boundsOf(seeds, Label{kObject});
    const QRect around = boundsOf(seeds, Label{kSurroundings});
    if (seeds.size() != image.size() || object.isEmpty() || around.isEmpty()) {
        return {};
    }
    const QRect both = object | around;
    const QRect area = both.adjusted(-both.width(), -both.height(), both.width(), both.height()) & seeds.rect();
    const PictureCrop crop = pictureCrop(image, slice, area, std::numeric_limits<qint64>::max());
    if (crop.isNull()) {
        return {};
    }
    const cv::Mat picture(crop.size.height(), crop.size.width(), CV_8UC3, const_cast<char *>(crop.rgb.constData()));
    cv::Mat smooth;
    cv::GaussianBlur(picture, smooth, cv::Size(5, 5), 0);
    cv::Mat marks(smooth.size(), CV_32S);
    for (int y = 0; y < marks.rows; ++y) {
        const std::uint8_t *row = seeds.row(crop.area.top() + y) + crop.area.left();
        std::copy(row, row + marks.cols, marks.ptr<int>(y));
    }
    cv::watershed(smooth, marks);

    // OpenCV calls the outermost pixels ridge, too: they belong to what reaches them.
    Mask coverage(crop.area.size());
    for (int y = 0; y < marks.rows; ++y) {
        std::uint8_t *out = coverage.row(y);
        for (int x = 0; x < marks.cols; ++x) {
            const int mark = marks.at<int>(y, x);
            out[x] = std::uint8_t(mark == kObject || (mark == -1 && ridgeIsObject(marks, x, y)));
        }
    }
    Region region = regionOf(coverage, Label{1});
    region.area.translate(crop.area.topLeft());
    return region;
}

} // namespace vmunet
