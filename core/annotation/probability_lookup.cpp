// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/probability_lookup.h"

#include <cmath>

namespace vmunet {

namespace {

std::optional<int> valueAt(const ProbabilityMap &map, int channel, QPoint pixel)
{
    const qsizetype pixels = qsizetype(map.size.width()) * map.size.height();
    if (!QRect(QPoint(0, 0), map.size).contains(pixel) || channel < 0 || channel >= map.classes
        || map.values.size() != pixels * map.classes) {
        return std::nullopt;
    }
    return std::uint8_t(map.values.at(pixels * channel + qsizetype(pixel.y()) * map.size.width() + pixel.x()));
}

double bits(double p)
{
    return p > 0 ? -p * std::log2(p) : 0;
}

} // namespace

std::optional<double> probabilityAt(const ProbabilityMap &map, Label label, QPoint pixel)
{
    const auto value = valueAt(map, map.classes == 1 ? 0 : int(label), pixel);
    if (!value) {
        return std::nullopt;
    }
    const double p = *value / 255.0;
    return map.classes == 1 && label == kBackground ? 1 - p : p;
}

std::optional<double> entropyAt(const ProbabilityMap &map, QPoint pixel)
{
    double sum = 0;
    for (int channel = 0; channel < map.classes; ++channel) {
        const auto value = valueAt(map, channel, pixel);
        if (!value) {
            return std::nullopt;
        }
        sum += *value;
    }
    if (map.classes == 1) {
        return bits(sum / 255) + bits(1 - sum / 255);
    }
    double entropy = 0;
    for (int channel = 0; channel < map.classes && sum > 0; ++channel) {
        entropy += bits(*valueAt(map, channel, pixel) / sum);
    }
    return map.classes > 1 ? std::optional(entropy) : std::nullopt;
}

double largestEntropy(const ProbabilityMap &map)
{
    return map.classes > 1 ? std::log2(double(map.classes)) : 1;
}

} // namespace vmunet
