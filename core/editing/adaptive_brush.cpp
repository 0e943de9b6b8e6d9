// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/adaptive_brush.h"

#include "core/editing/brush.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace vmunet {

namespace {

QPoint pixelUnder(QPointF at)
{
    return {int(std::floor(at.x())), int(std::floor(at.y()))};
}

/// Marks with 1 the pixels of the disc for which `isLike(x, y)` holds.
template <typename IsLike>
Mask likePixels(QRect bounds, QPointF at, double radius, IsLike isLike)
{
    Mask marks(bounds.size());
    for (int y = bounds.top(); y <= bounds.bottom(); ++y) {
        std::uint8_t *row = marks.row(y - bounds.top());
        const double dy = y + 0.5 - at.y();
        const double half = std::sqrt(std::max(0.0, radius * radius - dy * dy));
        const int first = std::max(bounds.left(), int(std::ceil(at.x() - half - 0.5)));
        const int last = std::min(bounds.right(), int(std::floor(at.x() + half - 0.5)));
        for (int x = first; x <= last; ++x) {
            row[x - bounds.left()] = std::uint8_t(isLike(x, y));
        }
    }
    return marks;
}

/// Which of a channel's 256 values are near enough: looked up faster than computed.
using LikeValues = std::array<std::uint8_t, 256>;

LikeValues likeValues(double centre, double tolerance)
{
    LikeValues like{};
    for (int value = 0; value < 256; ++value) {
        like[std::size_t(value)] = std::uint8_t(std::abs(value - centre) <= tolerance);
    }
    return like;
}

Mask likeColors(const Image &image, QRect bounds, QPointF at, double radius, const AdaptiveTarget &target)
{
    const LikeValues red = likeValues(target.centre[0], target.tolerance);
    const LikeValues green = likeValues(target.centre[1], target.tolerance);
    const LikeValues blue = likeValues(target.centre[2], target.tolerance);
    const auto *rgb = reinterpret_cast<const std::uint8_t *>(image.samples.constData());
    return likePixels(bounds, at, radius, [&](int x, int y) {
        const std::uint8_t *pixel = rgb + (qsizetype(y) * image.width + x) * 3;
        return red[pixel[0]] & green[pixel[1]] & blue[pixel[2]];
    });
}

/// Marks with 2 what is joined to `start` among pixels marked 1.
void spread(Mask &marks, QPoint start)
{
    if (marks.at(start) == Label{1}) {
        cv::Mat pixels(marks.size().height(), marks.size().width(), CV_8U, marks.row(0));
        cv::floodFill(pixels, cv::Point(start.x(), start.y()), cv::Scalar(2));
    }
}

} // namespace

std::vector<double> meanAround(const Image &image, int slice, QPointF at)
{
    const QPoint pixel = pixelUnder(at);
    if (valuesAt(image, slice, pixel.x(), pixel.y()).empty()) {
        return {};
    }
    std::vector<double> sum;
    int count = 0;
    for (int y = pixel.y() - 1; y <= pixel.y() + 1; ++y) {
        for (int x = pixel.x() - 1; x <= pixel.x() + 1; ++x) {
            const std::vector<double> values = valuesAt(image, slice, x, y);
            if (values.empty()) {
                continue;
            }
            sum.resize(values.size());
            std::transform(values.begin(), values.end(), sum.begin(), sum.begin(), std::plus<>());
            ++count;
        }
    }
    for (double &value : sum) {
        value /= count;
    }
    return sum;
}

Region likePixelsInDisc(const Image &image, int slice, QPointF at, double diameter, const AdaptiveTarget &target)
{
    const QRect bounds = brushBounds(at, at, diameter, QRect(QPoint(), image.size()));
    const std::size_t channels = image.kind == ImageKind::Photograph ? 3 : 1;
    if (bounds.isEmpty() || target.centre.size() != channels || slice < 0 || slice >= image.slices) {
        return {};
    }
    const double radius = std::max(diameter / 2, 0.5);
    Mask marks;
    if (channels == 3) {
        marks = likeColors(image, bounds, at, radius, target);
    } else {
        const std::vector<float> values = rescaledSlice(image, slice);
        marks = likePixels(bounds, at, radius, [&](int x, int y) {
            const double value = values[std::size_t(y) * std::size_t(image.width) + std::size_t(x)];
            return std::abs(value - target.centre[0]) <= target.tolerance;
        });
    }
    const QPoint middle = pixelUnder(at) - bounds.topLeft();
    for (int y = middle.y() - 1; y <= middle.y() + 1; ++y) {
        for (int x = middle.x() - 1; x <= middle.x() + 1; ++x) {
            spread(marks, {x, y});
        }
    }
    Region region = regionOf(marks, Label{2});
    region.area.translate(bounds.topLeft());
    return region;
}

} // namespace vmunet
