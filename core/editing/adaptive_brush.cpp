// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/adaptive_brush.h"

#include "core/editing/brush.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace vmunet {

namespace {

QPoint pixelUnder(QPointF at)
{
    return {int(std::floor(at.x())), int(std::floor(at.y()))};
}

/// Marks with 1 the pixels of the disc that are like the target. `valueAt(x, y, channel)` gives their values.
template <typename ValueAt>
Mask likePixels(QRect bounds, QPointF at, double radius, const AdaptiveTarget &target, ValueAt valueAt)
{
    Mask marks(bounds.size());
    for (int y = bounds.top(); y <= bounds.bottom(); ++y) {
        std::uint8_t *row = marks.row(y - bounds.top());
        const double dy = y + 0.5 - at.y();
        for (int x = bounds.left(); x <= bounds.right(); ++x) {
            const double dx = x + 0.5 - at.x();
            bool like = dx * dx + dy * dy <= radius * radius;
            for (std::size_t i = 0; like && i < target.centre.size(); ++i) {
                like = std::abs(valueAt(x, y, i) - target.centre[i]) <= target.tolerance;
            }
            row[x - bounds.left()] = std::uint8_t(like);
        }
    }
    return marks;
}

/// Marks with 2 what is joined to `start` among pixels marked 1.
void spread(Mask &marks, QPoint start)
{
    std::vector<QPoint> waiting{start};
    while (!waiting.empty()) {
        const QPoint pixel = waiting.back();
        waiting.pop_back();
        if (marks.at(pixel) != Label{1}) {
            continue;
        }
        marks.set(pixel, Label{2});
        for (const QPoint &step : {QPoint(1, 0), QPoint(-1, 0), QPoint(0, 1), QPoint(0, -1)}) {
            waiting.push_back(pixel + step);
        }
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
        const auto *rgb = reinterpret_cast<const std::uint8_t *>(image.samples.constData());
        marks = likePixels(bounds, at, radius, target, [&](int x, int y, std::size_t channel) {
            return double(rgb[(qsizetype(y) * image.width + x) * 3 + qsizetype(channel)]);
        });
    } else {
        const std::vector<float> values = rescaledSlice(image, slice);
        marks = likePixels(bounds, at, radius, target, [&](int x, int y, std::size_t) {
            return double(values[std::size_t(y) * std::size_t(image.width) + std::size_t(x)]);
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
