// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/preprocess.h"

#include <QtGlobal>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

size_t pixelCount(QSize size)
{
    return size_t(size.width()) * size_t(size.height());
}

/// Two neighbours of one output position along an axis and the weight of the second.
struct LinearTap {
    int first;
    int second;
    double weight;
};

std::vector<LinearTap> linearTaps(int from, int to)
{
    std::vector<LinearTap> taps(static_cast<size_t>(to));
    const double scale = double(from) / to;
    for (int i = 0; i < to; ++i) {
        const double position = std::max(0.0, (i + 0.5) * scale - 0.5);
        const int first = std::min(int(position), from - 1);
        taps[size_t(i)] = {first, std::min(first + 1, from - 1), std::min(position - first, 1.0)};
    }
    return taps;
}

/// Interpolates one output row from two source rows of interleaved samples, every `stride`th one.
template <typename T>
void linearRow(const T *upper, const T *lower, double weight, const std::vector<LinearTap> &columns, int stride,
    double factor, double offset, float *out)
{
    for (size_t x = 0; x < columns.size(); ++x) {
        const qptrdiff a = qptrdiff(columns[x].first) * stride;
        const qptrdiff b = qptrdiff(columns[x].second) * stride;
        const double top = upper[a] + columns[x].weight * (double(upper[b]) - upper[a]);
        const double bottom = lower[a] + columns[x].weight * (double(lower[b]) - lower[a]);
        out[x] = float((top + weight * (bottom - top)) * factor + offset);
    }
}

/// [from, planes interleaved] to [planes, to], each value times `factor` plus `offset`.
template <typename T>
std::vector<float> linearResize(const T *source, int planes, QSize from, QSize to, double factor, double offset)
{
    std::vector<float> result(pixelCount(to) * size_t(planes));
    const std::vector<LinearTap> rows = linearTaps(from.height(), to.height());
    const std::vector<LinearTap> columns = linearTaps(from.width(), to.width());
    const qptrdiff pitch = qptrdiff(from.width()) * planes;
    for (int plane = 0; plane < planes; ++plane) {
        float *out = result.data() + size_t(plane) * pixelCount(to);
        for (const LinearTap &row : rows) {
            linearRow(source + row.first * pitch + plane, source + row.second * pitch + plane, row.weight, columns,
                planes, factor, offset, out);
            out += to.width();
        }
    }
    return result;
}

/// Sampling positions of a zoom that aligns both ends. Double precision in exactly this order of operations: whether
/// the last position passes the last sample depends on its rounding.
std::vector<double> zoomPositions(int from, int to)
{
    const double step = to > 1 ? double(from - 1) / (to - 1) : 0;
    std::vector<double> positions(static_cast<size_t>(to));
    for (int i = 0; i < to; ++i) {
        positions[size_t(i)] = i * step;
    }
    return positions;
}

constexpr int kOutside = -1;

/// Nearest sample of each position, kOutside where the reference has none.
std::vector<int> nearestTaps(int from, int to, ZoomEnd end)
{
    std::vector<int> taps;
    taps.reserve(size_t(to));
    for (const double position : zoomPositions(from, to)) {
        const bool outside = end == ZoomEnd::Zero && position > from - 1;
        taps.push_back(outside ? kOutside : std::min(int(std::floor(position + 0.5)), from - 1));
    }
    return taps;
}

/// Four coefficients of one output position along an axis; weights are 0 where the reference has no sample.
struct CubicTap {
    int index[4];
    double weight[4];
};

int mirrored(int index, int count)
{
    if (count == 1) {
        return 0;
    }
    const int period = 2 * (count - 1);
    const int folded = ((index % period) + period) % period;
    return folded < count ? folded : period - folded;
}

std::vector<CubicTap> cubicTaps(int from, int to, ZoomEnd end)
{
    std::vector<CubicTap> taps;
    taps.reserve(size_t(to));
    for (double position : zoomPositions(from, to)) {
        const bool outside = end == ZoomEnd::Zero && position > from - 1;
        position = std::min(position, double(from - 1));
        const double start = std::floor(position);
        const double t = position - start;
        const double u = 1 - t;
        CubicTap tap{{},
            {u * u * u / 6, (4 - 6 * t * t + 3 * t * t * t) / 6, (4 - 6 * u * u + 3 * u * u * u) / 6, t * t * t / 6}};
        for (int k = 0; k < 4; ++k) {
            tap.index[k] = mirrored(int(start) - 1 + k, from);
            tap.weight[k] = outside ? 0 : tap.weight[k];
        }
        taps.push_back(tap);
    }
    return taps;
}

const double kPole = std::sqrt(3.0) - 2;
constexpr double kGain = 6;

/// Samples to cubic B-spline coefficients along an axis of `count` lines that are `width` long; every column is
/// filtered at once so that memory is read row by row. The signal is mirrored at both ends without repeating the end
/// sample.
void prefilterRows(std::vector<double> &data, int count, size_t width)
{
    if (count < 2) {
        return;
    }
    const auto line = [&](int i) { return data.data() + size_t(i) * width; };
    for (double &value : data) {
        value *= kGain;
    }
    std::vector<double> first(line(0), line(0) + width);
    const double last = std::pow(kPole, count - 1);
    const auto add = [&](int i, double weight) {
        const double *source = line(i);
        for (size_t x = 0; x < width; ++x) {
            first[x] += weight * source[x];
        }
    };
    add(count - 1, last);
    for (int i = 1; i < count - 1; ++i) {
        const double forward = std::pow(kPole, i);
        if (std::abs(forward) < 1e-300) {
            break;
        }
        add(i, forward + last * last / forward);
    }
    for (size_t x = 0; x < width; ++x) {
        line(0)[x] = first[x] / (1 - last * last);
    }
    for (int i = 1; i < count; ++i) {
        for (size_t x = 0; x < width; ++x) {
            line(i)[x] += kPole * line(i - 1)[x];
        }
    }
    for (size_t x = 0; x < width; ++x) {
        line(count - 1)[x] = (kPole * line(count - 2)[x] + line(count - 1)[x]) * kPole / (kPole * kPole - 1);
    }
    for (int i = count - 2; i >= 0; --i) {
        for (size_t x = 0; x < width; ++x) {
            line(i)[x] = kPole * (line(i + 1)[x] - line(i)[x]);
        }
    }
}

std::vector<double> transposed(const std::vector<double> &data, size_t rows, size_t columns)
{
    constexpr size_t kBlock = 16;
    std::vector<double> result(data.size());
    for (size_t top = 0; top < rows; top += kBlock) {
        for (size_t left = 0; left < columns; left += kBlock) {
            for (size_t y = top; y < std::min(top + kBlock, rows); ++y) {
                for (size_t x = left; x < std::min(left + kBlock, columns); ++x) {
                    result[x * rows + y] = data[y * columns + x];
                }
            }
        }
    }
    return result;
}

/// Prefilters and samples along the rows' axis: [from, width] to [to, width].
std::vector<double> zoomRows(std::vector<double> data, int from, int to, size_t width, ZoomEnd end)
{
    prefilterRows(data, from, width);
    std::vector<double> result(size_t(to) * width);
    double *out = result.data();
    for (const CubicTap &tap : cubicTaps(from, to, end)) {
        const double *a = data.data() + size_t(tap.index[0]) * width;
        const double *b = data.data() + size_t(tap.index[1]) * width;
        const double *c = data.data() + size_t(tap.index[2]) * width;
        const double *d = data.data() + size_t(tap.index[3]) * width;
        for (size_t x = 0; x < width; ++x) {
            out[x] = tap.weight[0] * a[x] + tap.weight[1] * b[x] + tap.weight[2] * c[x] + tap.weight[3] * d[x];
        }
        out += width;
    }
    return result;
}

} // namespace

ByteRange byteRange(std::span<const std::uint8_t> values)
{
    std::uint8_t low = 255;
    std::uint8_t high = 0;
    for (const std::uint8_t value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    return values.empty() ? ByteRange{} : ByteRange{low, high};
}

std::vector<float> dermoscopyInput(std::span<const std::uint8_t> rgb, QSize size, int side, ByteRange range)
{
    Q_ASSERT(rgb.size() == pixelCount(size) * 3);
    if (range.high <= range.low) {
        return std::vector<float>(size_t(side) * size_t(side) * 3, 0.0f);
    }
    const double factor = 255.0 / (range.high - range.low);
    return linearResize(rgb.data(), 3, size, {side, side}, factor, -range.low * factor);
}

std::vector<float> dermoscopyInput(std::span<const std::uint8_t> rgb, QSize size, int side)
{
    return dermoscopyInput(rgb, size, side, byteRange(rgb));
}

std::vector<float> dermoscopyTarget(std::span<const std::uint8_t> mask, QSize size, int side, double scale)
{
    Q_ASSERT(mask.size() == pixelCount(size));
    return linearResize(mask.data(), 1, size, {side, side}, scale, 0);
}

std::vector<float> resizeBilinear(std::span<const float> values, int planes, QSize from, QSize to)
{
    Q_ASSERT(values.size() == pixelCount(from) * size_t(planes));
    std::vector<float> result;
    result.reserve(pixelCount(to) * size_t(planes));
    for (int plane = 0; plane < planes; ++plane) {
        const std::vector<float> resized =
            linearResize(values.data() + size_t(plane) * pixelCount(from), 1, from, to, 1, 0);
        result.insert(result.end(), resized.begin(), resized.end());
    }
    return result;
}

void windowHounsfield(std::span<float> values)
{
    for (float &value : values) {
        value = float((std::clamp(double(value), -125.0, 275.0) + 125) / 400);
    }
}

std::vector<float> zoomCubic(std::span<const float> values, QSize from, QSize to, ZoomEnd end)
{
    Q_ASSERT(values.size() == pixelCount(from));
    if (from == to) {
        return {values.begin(), values.end()};
    }
    std::vector<double> data(values.begin(), values.end());
    data = zoomRows(std::move(data), from.height(), to.height(), size_t(from.width()), end);
    data = transposed(data, size_t(to.height()), size_t(from.width()));
    data = zoomRows(std::move(data), from.width(), to.width(), size_t(to.height()), end);
    data = transposed(data, size_t(to.width()), size_t(to.height()));
    return {data.begin(), data.end()};
}

std::vector<std::uint8_t> zoomNearest(std::span<const std::uint8_t> labels, QSize from, QSize to, ZoomEnd end)
{
    Q_ASSERT(labels.size() == pixelCount(from));
    if (from == to) {
        return {labels.begin(), labels.end()};
    }
    std::vector<std::uint8_t> result(pixelCount(to), 0);
    const std::vector<int> columns = nearestTaps(from.width(), to.width(), end);
    std::uint8_t *out = result.data();
    for (const int row : nearestTaps(from.height(), to.height(), end)) {
        for (size_t x = 0; row != kOutside && x < columns.size(); ++x) {
            out[x] = columns[x] == kOutside ? 0 : labels[size_t(row) * size_t(from.width()) + size_t(columns[x])];
        }
        out += to.width();
    }
    return result;
}

std::vector<float> ctInput(std::span<const float> hounsfield, QSize size, int side, ZoomEnd end)
{
    std::vector<float> values(hounsfield.begin(), hounsfield.end());
    windowHounsfield(values);
    return zoomCubic(values, size, {side, side}, end);
}

} // namespace vmunet
