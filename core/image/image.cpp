// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image.h"

#include "core/image/sample_visitor.h"

namespace vmunet {

int sampleSize(SampleType type)
{
    return visitSampleType(type, [](auto sample) { return int(sizeof(sample)); });
}

std::vector<float> rescaledSlice(const Image &image, int slice)
{
    if (slice < 0 || slice >= image.slices || image.isNull()) {
        return {};
    }
    std::vector<float> values(size_t(image.width) * size_t(image.height));
    visitSampleType(image.type, [&](auto zero) {
        using Sample = decltype(zero);
        const auto *samples = reinterpret_cast<const Sample *>(image.samples.constData() + slice * image.sliceBytes());
        const auto channels = size_t(image.channels);
        for (size_t i = 0; i < values.size(); ++i) {
            values[i] = float(double(samples[i * channels]) * image.rescaleSlope + image.rescaleIntercept);
        }
    });
    return values;
}

std::vector<double> valuesAt(const Image &image, int slice, int column, int row)
{
    const bool inside = slice >= 0 && slice < image.slices && column >= 0 && column < image.width && row >= 0
        && row < image.height && !image.isNull();
    if (!inside) {
        return {};
    }
    std::vector<double> values(size_t(image.channels));
    visitSampleType(image.type, [&](auto zero) {
        using Sample = decltype(zero);
        const qsizetype pixel = (qsizetype(slice) * image.height + row) * image.width + column;
        const auto *samples = reinterpret_cast<const Sample *>(image.samples.constData()) + pixel * image.channels;
        for (size_t c = 0; c < values.size(); ++c) {
            values[c] = double(samples[c]) * image.rescaleSlope + image.rescaleIntercept;
        }
    });
    return values;
}

} // namespace vmunet
