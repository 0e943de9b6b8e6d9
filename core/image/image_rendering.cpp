// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"
#include "core/image/sample_visitor.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

constexpr WindowLevel kSoftTissue{.level = 40, .width = 400};

QImage photographSlice(const Image &image, int slice)
{
    const auto *bytes = reinterpret_cast<const uchar *>(image.samples.constData() + slice * image.sliceBytes());
    return QImage(bytes, image.width, image.height, qsizetype(image.width) * 3, QImage::Format_RGB888).copy();
}

QImage windowedSlice(const Image &image, int slice, const WindowLevel &window)
{
    QImage grey(image.size(), QImage::Format_Grayscale8);
    if (grey.isNull()) {
        return grey;
    }
    const double scale = 255.0 / std::max(window.width, 1e-9);
    const auto gain = float(image.rescaleSlope * scale);
    const auto offset = float((image.rescaleIntercept - window.low()) * scale + 0.5);
    const int flip = image.invertedGrey ? 255 : 0;
    visitSampleType(image.type, [&](auto zero) {
        using Sample = decltype(zero);
        const auto *samples = reinterpret_cast<const Sample *>(image.samples.constData() + slice * image.sliceBytes());
        for (int y = 0; y < image.height; ++y) {
            uchar *line = grey.scanLine(y);
            for (int x = 0; x < image.width; ++x, samples += image.channels) {
                const float shade = float(*samples) * gain + offset;
                // Written so that NaN, which float volumes hold outside the body, turns black.
                const int clipped = shade > 0 ? int(std::min(shade, 255.0F)) : 0;
                line[x] = uchar(flip ^ clipped);
            }
        }
    });
    return grey;
}

/// Least and greatest finite stored value; of large volumes every n-th sample is looked at.
std::pair<double, double> storedRange(const Image &image)
{
    constexpr qsizetype kSamplesEnough = 4'000'000;
    return visitSampleType(image.type, [&](auto zero) {
        using Sample = decltype(zero);
        const auto *samples = reinterpret_cast<const Sample *>(image.samples.constData());
        const qsizetype count = image.samples.size() / qsizetype(sizeof(Sample));
        const qsizetype step = std::max<qsizetype>(1, count / kSamplesEnough);
        double least = INFINITY;
        double greatest = -INFINITY;
        for (qsizetype i = 0; i < count; i += step) {
            const auto value = double(samples[i]);
            if (std::isfinite(value)) {
                least = std::min(least, value);
                greatest = std::max(greatest, value);
            }
        }
        return std::pair(least, greatest);
    });
}

} // namespace

QImage renderSlice(const Image &image, int slice, const WindowLevel &window)
{
    if (image.isNull() || slice < 0 || slice >= image.slices) {
        return {};
    }
    return image.kind == ImageKind::Photograph ? photographSlice(image, slice) : windowedSlice(image, slice, window);
}

WindowLevel initialWindow(const Image &image)
{
    if (image.defaultWindow && image.defaultWindow->width > 0) {
        return *image.defaultWindow;
    }
    if (image.modality == QLatin1String("CT")) {
        return kSoftTissue;
    }
    const auto [least, greatest] = storedRange(image);
    const bool fromAirToBone = least * image.rescaleSlope + image.rescaleIntercept <= -900 && greatest >= 100;
    if (image.modality.isEmpty() && fromAirToBone) {
        return kSoftTissue; // Volume files do not say that they are CT; Hounsfield units show it.
    }
    if (!(greatest > least)) {
        return {.level = std::isfinite(least) ? least * image.rescaleSlope + image.rescaleIntercept : 0, .width = 1};
    }
    const double a = least * image.rescaleSlope + image.rescaleIntercept;
    const double b = greatest * image.rescaleSlope + image.rescaleIntercept;
    return {.level = (a + b) / 2, .width = std::abs(b - a)};
}

} // namespace vmunet
