// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/probability_map.h"

#include "core/annotation/threshold_cut.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace vmunet {

namespace {

const std::uint8_t *plane(const ProbabilityMap &map, int channel)
{
    const qsizetype pixels = qsizetype(map.size.width()) * map.size.height();
    return reinterpret_cast<const std::uint8_t *>(map.values.constData()) + pixels * channel;
}

bool isConsistent(const ProbabilityMap &map)
{
    return !map.size.isEmpty() && map.classes > 0
        && map.values.size() == qsizetype(map.size.width()) * map.size.height() * map.classes;
}

Mask binaryMask(const ProbabilityMap &map, double threshold)
{
    // v >= cut is v > cut - 1.
    const int cut = thresholdCut(threshold);
    QByteArray labels(map.values.size(), Qt::Uninitialized);
    const cv::Mat values(map.size.height(), map.size.width(), CV_8U, const_cast<char *>(map.values.constData()));
    cv::Mat result(values.size(), CV_8U, labels.data());
    cv::threshold(values, result, cut - 1, 1, cv::THRESH_BINARY);
    return Mask::fromLabels(map.size, std::move(labels));
}

/// What the likeliest structure must reach for each value of the background: 256 where nothing can.
std::array<int, 256> requiredValues(double threshold)
{
    std::array<int, 256> required{};
    for (int background = 1; background < 256; ++background) {
        const double needed = threshold < 1 ? std::ceil(background * threshold / (1 - threshold) - 1e-9) : 256;
        required[size_t(background)] = int(std::min(needed, 256.0));
    }
    return required;
}

Mask multiclassMask(const ProbabilityMap &map, double threshold)
{
    const std::array<int, 256> required = requiredValues(threshold);
    const qsizetype pixels = qsizetype(map.size.width()) * map.size.height();
    QByteArray labels(pixels, Qt::Uninitialized);
    auto *out = reinterpret_cast<std::uint8_t *>(labels.data());
    const std::uint8_t *background = plane(map, 0);
    constexpr qsizetype kBlock = 4096; // The running maximum of a block stays in the first-level cache.
    std::array<std::uint8_t, kBlock> best;
    for (qsizetype start = 0; start < pixels; start += kBlock) {
        const qsizetype count = std::min(kBlock, pixels - start);
        std::copy_n(plane(map, 1) + start, count, best.data());
        std::fill_n(out + start, count, std::uint8_t(1));
        for (int channel = 2; channel < map.classes; ++channel) {
            const std::uint8_t *values = plane(map, channel) + start;
            for (qsizetype i = 0; i < count; ++i) {
                const bool larger = values[i] > best[size_t(i)];
                best[size_t(i)] = larger ? values[i] : best[size_t(i)];
                out[start + i] = larger ? std::uint8_t(channel) : out[start + i];
            }
        }
        for (qsizetype i = 0; i < count; ++i) {
            if (best[size_t(i)] < required[background[start + i]]) {
                out[start + i] = std::uint8_t(kBackground);
            }
        }
    }
    return Mask::fromLabels(map.size, std::move(labels));
}

double binaryEntropyBits(double p)
{
    return p <= 0 || p >= 1 ? 0 : -p * std::log2(p) - (1 - p) * std::log2(1 - p);
}

} // namespace

Mask maskAtThreshold(const ProbabilityMap &map, double threshold)
{
    if (!isConsistent(map) || map.classes > 256) {
        return Mask(map.size);
    }
    const double clamped = std::clamp(threshold, 0.0, 1.0);
    return map.classes == 1 ? binaryMask(map, clamped) : multiclassMask(map, clamped);
}

double meanEntropy(const ProbabilityMap &map)
{
    if (!isConsistent(map)) {
        return 0;
    }
    const qsizetype pixels = qsizetype(map.size.width()) * map.size.height();
    if (map.classes == 1) {
        std::array<qint64, 256> histogram{};
        for (const char value : map.values) {
            ++histogram[std::uint8_t(value)];
        }
        double sum = 0;
        for (size_t value = 0; value < histogram.size(); ++value) {
            sum += double(histogram[value]) * binaryEntropyBits(double(value) / 255);
        }
        return sum / double(pixels);
    }
    // With S the sum of the values v, the entropy of v / S is log2(S) - sum(v * log2(v)) / S.
    std::array<float, 256> valueLog{};
    for (size_t value = 1; value < valueLog.size(); ++value) {
        valueLog[value] = float(double(value) * std::log2(double(value)));
    }
    double sum = 0;
    for (qsizetype i = 0; i < pixels; ++i) {
        int total = 0;
        float logs = 0;
        for (int channel = 0; channel < map.classes; ++channel) {
            const std::uint8_t value = plane(map, channel)[i];
            total += value;
            logs += valueLog[value];
        }
        sum += total > 0 ? std::log2(double(total)) - double(logs) / total : 0;
    }
    return std::max(0.0, sum / double(pixels));
}

} // namespace vmunet
