// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/smooth_label.h"

#include "core/editing/label_grid.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

/// One side of a Gaussian, the middle first; all taps of both sides sum to 1.
std::vector<float> gaussianTaps(double sigma, qsizetype limit)
{
    const auto count = size_t(std::clamp<double>(std::ceil(3 * sigma), 0, double(limit))) + 1;
    std::vector<float> taps(count);
    double sum = 0;
    for (size_t i = 0; i < count; ++i) {
        const double t = double(i) / sigma;
        taps[i] = float(std::exp(-t * t / 2));
        sum += (i == 0 ? 1 : 2) * double(taps[i]);
    }
    for (float &tap : taps) {
        tap = float(double(tap) / sum);
    }
    return taps;
}

void blurAlong(std::vector<float> &values, const GridExtent &extent, size_t axis, double sigma)
{
    const GridExtent strides{1, extent[0], extent[0] * extent[1]};
    const qsizetype length = extent[axis];
    const qsizetype stride = strides[axis];
    const std::vector<float> taps = gaussianTaps(sigma, length);
    const auto reach = qsizetype(taps.size()) - 1;
    std::vector<float> line(size_t(length + 2 * reach));
    for (qsizetype start = 0; start < qsizetype(values.size()); start += stride * length) {
        for (qsizetype offset = 0; offset < stride; ++offset) {
            float *first = values.data() + start + offset;
            for (qsizetype i = 0; i < qsizetype(line.size()); ++i) {
                line[size_t(i)] = first[std::clamp<qsizetype>(i - reach, 0, length - 1) * stride];
            }
            for (qsizetype i = 0; i < length; ++i) {
                const float *at = line.data() + i + reach;
                float sum = taps[0] * at[0];
                for (qsizetype k = 1; k <= reach; ++k) {
                    sum += taps[size_t(k)] * (at[-k] + at[k]);
                }
                first[i * stride] = sum;
            }
        }
    }
}

} // namespace

LabelChange smoothed(std::span<const Mask> slices, Label label, double sigma, const GridSpacing &spacing)
{
    if (slices.empty() || !(sigma > 0)) {
        return {};
    }
    const QSize size = slices.front().size();
    const auto reach = [sigma](double step, int limit) {
        return int(std::clamp(std::ceil(3 * sigma / step), 1.0, double(std::max(1, limit))));
    };
    const LabelGrid grid =
        labelGrid(slices, label, QSize(reach(spacing[0], size.width()), reach(spacing[1], size.height())),
            slices.size() > 1 ? reach(spacing[2], int(slices.size())) : 0);
    if (grid.isEmpty()) {
        return {};
    }
    std::vector<float> weight(grid.inside.begin(), grid.inside.end());
    for (size_t axis = 0; axis < 3; ++axis) {
        if (grid.extent[axis] > 1) {
            blurAlong(weight, grid.extent, axis, sigma / spacing[axis]);
        }
    }
    std::vector<std::uint8_t> added(weight.size());
    std::vector<std::uint8_t> removed(weight.size());
    for (size_t i = 0; i < weight.size(); ++i) {
        // A straight border lies at one half but for rounding: it stays as it is.
        added[i] = std::uint8_t(!grid.inside[i] && weight[i] > 0.5F + 1e-4F);
        removed[i] = std::uint8_t(grid.inside[i] && weight[i] < 0.5F - 1e-4F);
    }
    return {.added = regionsOf(grid, added), .removed = regionsOf(grid, removed)};
}

} // namespace vmunet
