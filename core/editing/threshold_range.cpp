// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/threshold_range.h"

#include <algorithm>
#include <array>

namespace vmunet {

namespace {

bool hasSlice(const Image &image, int slice)
{
    return slice >= 0 && slice < image.slices && !image.isNull()
        && image.samples.size() >= image.sliceBytes() * image.slices;
}

/// Shares of red, green and blue, in 1/32.
std::array<int, 3> channelShares(ValueChannel channel)
{
    switch (channel) {
    case ValueChannel::Red:
        return {32, 0, 0};
    case ValueChannel::Green:
        return {0, 32, 0};
    case ValueChannel::Blue:
        return {0, 0, 32};
    case ValueChannel::Grey:
        break;
    }
    return {11, 16, 5};
}

template <typename Write>
void visitPhotograph(const Image &image, ValueChannel channel, Write write)
{
    const std::array<int, 3> shares = channelShares(channel);
    const auto *rgb = reinterpret_cast<const std::uint8_t *>(image.samples.constData());
    const qsizetype pixels = qsizetype(image.width) * image.height;
    for (qsizetype i = 0; i < pixels; ++i) {
        const std::uint8_t *pixel = rgb + i * 3;
        write(i, (shares[0] * pixel[0] + shares[1] * pixel[1] + shares[2] * pixel[2]) >> 5);
    }
}

bool isRgb(const Image &image)
{
    return image.kind == ImageKind::Photograph && image.channels == 3 && image.type == SampleType::UInt8;
}

} // namespace

std::vector<float> channelValues(const Image &image, int slice, ValueChannel channel)
{
    if (!hasSlice(image, slice)) {
        return {};
    }
    if (!isRgb(image)) {
        return rescaledSlice(image, slice);
    }
    std::vector<float> values(size_t(image.width) * size_t(image.height));
    visitPhotograph(image, channel, [&](qsizetype i, int value) { values[size_t(i)] = float(value); });
    return values;
}

Mask maskInRange(const Image &image, int slice, const ValueRange &range)
{
    if (!hasSlice(image, slice)) {
        return {};
    }
    QByteArray inside(qsizetype(image.width) * image.height, '\0');
    auto *out = reinterpret_cast<std::uint8_t *>(inside.data());
    if (isRgb(image)) {
        visitPhotograph(image, range.channel,
            [&](qsizetype i, int value) { out[i] = std::uint8_t(value >= range.low && value <= range.high); });
    } else {
        const std::vector<float> values = rescaledSlice(image, slice);
        std::transform(values.begin(), values.end(), out,
            [&range](float value) { return std::uint8_t(double(value) >= range.low && double(value) <= range.high); });
    }
    return Mask::fromLabels(image.size(), std::move(inside));
}

LabelChange pixelsInRange(const Image &image, int first, int last, const ValueRange &range, const KeepGoing &keepGoing)
{
    LabelChange change;
    for (int slice = std::max(0, first); slice <= std::min(last, image.slices - 1); ++slice) {
        if (keepGoing && !keepGoing(double(slice - first) / (last - first + 1))) {
            break;
        }
        Region region = regionOf(maskInRange(image, slice, range), Label{1});
        if (!region.isEmpty()) {
            change.added.push_back({slice, std::move(region)});
        }
    }
    return change;
}

} // namespace vmunet
