// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/perceptual_hash.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <bit>
#include <vector>

namespace vmunet {

PerceptualHash perceptualHash(std::span<const float> grey, QSize size)
{
    constexpr int kSide = 64;
    constexpr int kFrequencies = 12;
    PerceptualHash hash{};
    if (size.isEmpty() || grey.size() != size_t(size.width()) * size_t(size.height())) {
        return hash;
    }
    const cv::Mat picture(size.height(), size.width(), CV_32F, const_cast<float *>(grey.data()));
    cv::Mat small;
    cv::resize(picture, small, cv::Size(kSide, kSide), 0, 0, cv::INTER_AREA);
    double low = 0;
    double high = 0;
    cv::minMaxLoc(small, &low, &high);
    if (!(high > low)) {
        return hash;
    }
    cv::dct(small, small);
    std::vector<float> coefficients;
    for (int row = 0; row < kFrequencies; ++row) {
        const float *first = small.ptr<float>(row);
        coefficients.insert(coefficients.end(), first + (row == 0), first + kFrequencies); // Without the mean.
    }
    std::vector<float> sorted = coefficients;
    const auto middle = sorted.begin() + std::ptrdiff_t(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    for (size_t i = 0; i < coefficients.size(); ++i) {
        hash[i / 64] |= std::uint64_t(coefficients[i] > *middle) << (i % 64);
    }
    return hash;
}

int distanceOf(const PerceptualHash &a, const PerceptualHash &b)
{
    int bits = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        bits += std::popcount(a[i] ^ b[i]);
    }
    return bits;
}

} // namespace vmunet
