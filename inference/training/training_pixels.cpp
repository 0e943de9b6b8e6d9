// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/training_pixels.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace vmunet {

namespace {

// Calls `change(plane)` with the first value of each plane, the target's last.
template <typename Change>
void forEachPlane(TrainingPixels &pixels, Change change)
{
    const size_t plane = size_t(pixels.width) * size_t(pixels.height);
    for (int c = 0; c < pixels.channels; ++c) {
        change(pixels.image.data() + size_t(c) * plane);
    }
    if (!pixels.target.empty()) {
        change(pixels.target.data());
    }
}

void rotateQuarter(TrainingPixels &pixels)
{
    const int width = pixels.width;
    const int height = pixels.height;
    std::vector<float> turned(size_t(width) * size_t(height));
    forEachPlane(pixels, [&](float *plane) {
        for (int row = 0; row < width; ++row) {
            for (int column = 0; column < height; ++column) {
                turned[size_t(row) * height + column] = plane[size_t(column) * width + (width - 1 - row)];
            }
        }
        std::copy(turned.begin(), turned.end(), plane);
    });
    std::swap(pixels.width, pixels.height);
}

// -1: outside, and outside is zero.
int insideIndex(int index, int size, Outside outside)
{
    if (index >= 0 && index < size) {
        return index;
    }
    if (outside == Outside::Zero) {
        return -1;
    }
    const int period = 2 * size; // ... 1 0 | 0 1 ... size-1 | size-1 ...
    const int wrapped = ((index % period) + period) % period;
    return wrapped < size ? wrapped : period - 1 - wrapped;
}

struct Tap {
    int offset[4]; // Into a plane; -1 adds nothing.
    float weight[4];
};

Tap bilinearTap(double x, double y, int width, int height, Outside outside)
{
    const int left = int(std::floor(x));
    const int top = int(std::floor(y));
    const auto fx = float(x - left);
    const auto fy = float(y - top);
    Tap tap{};
    for (int i = 0; i < 4; ++i) {
        const int column = insideIndex(left + (i & 1), width, outside);
        const int row = insideIndex(top + (i >> 1), height, outside);
        tap.offset[i] = column < 0 || row < 0 ? -1 : row * width + column;
        tap.weight[i] = ((i & 1) ? fx : 1 - fx) * ((i >> 1) ? fy : 1 - fy);
    }
    return tap;
}

int nearestOffset(double x, double y, int width, int height, Outside outside)
{
    const int column = insideIndex(int(std::nearbyint(x)), width, outside);
    const int row = insideIndex(int(std::nearbyint(y)), height, outside);
    return column < 0 || row < 0 ? -1 : row * width + column;
}

float sampled(const float *plane, const Tap &tap)
{
    float sum = 0;
    for (int i = 0; i < 4; ++i) {
        sum += tap.offset[i] < 0 ? 0 : tap.weight[i] * plane[tap.offset[i]];
    }
    return sum;
}

} // namespace

void flipColumns(TrainingPixels &pixels)
{
    forEachPlane(pixels, [&](float *plane) {
        for (int y = 0; y < pixels.height; ++y) {
            std::reverse(plane + size_t(y) * pixels.width, plane + size_t(y + 1) * pixels.width);
        }
    });
}

void flipRows(TrainingPixels &pixels)
{
    forEachPlane(pixels, [&](float *plane) {
        for (int y = 0; y < pixels.height / 2; ++y) {
            float *upper = plane + size_t(y) * pixels.width;
            float *lower = plane + size_t(pixels.height - 1 - y) * pixels.width;
            std::swap_ranges(upper, upper + pixels.width, lower);
        }
    });
}

void rotateQuarters(TrainingPixels &pixels, int quarters)
{
    for (int i = 0; i < quarters; ++i) {
        rotateQuarter(pixels);
    }
}

PixelMap PixelMap::rotation(double degrees)
{
    const double angle = degrees * std::numbers::pi / 180;
    return {std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle), 0, 0};
}

void warp(TrainingPixels &pixels, const PixelMap &map, Sampling sampling, Outside outside)
{
    const double centreX = (pixels.width - 1) / 2.0;
    const double centreY = (pixels.height - 1) / 2.0;
    warpFrom(
        pixels,
        [&](int column, int row) {
            const double dx = column - centreX;
            const double dy = row - centreY;
            return std::pair(
                centreX + map.xx * dx + map.xy * dy + map.shiftX, centreY + map.yx * dx + map.yy * dy + map.shiftY);
        },
        sampling, outside);
}

void warpFrom(TrainingPixels &pixels, const PixelSource &from, Sampling sampling, Outside outside)
{
    const TrainingPixels source = pixels;
    const size_t plane = size_t(pixels.width) * size_t(pixels.height);
    for (int row = 0; row < pixels.height; ++row) {
        for (int column = 0; column < pixels.width; ++column) {
            const auto [x, y] = from(column, row);
            const size_t to = size_t(row) * size_t(pixels.width) + size_t(column);
            const int nearest = nearestOffset(x, y, pixels.width, pixels.height, outside);
            if (sampling == Sampling::Nearest) {
                for (int c = 0; c < pixels.channels; ++c) {
                    pixels.image[c * plane + to] = nearest < 0 ? 0 : source.image[c * plane + size_t(nearest)];
                }
                pixels.target[to] = nearest < 0 ? 0 : source.target[size_t(nearest)];
                continue;
            }
            const Tap tap = bilinearTap(x, y, pixels.width, pixels.height, outside);
            for (int c = 0; c < pixels.channels; ++c) {
                pixels.image[c * plane + to] = sampled(source.image.data() + c * plane, tap);
            }
            // Weights may add up to a little more than 1, which a loss would refuse.
            pixels.target[to] = !pixels.targetIsLabels ? std::min(1.0f, sampled(source.target.data(), tap))
                : nearest < 0                          ? 0
                                                       : source.target[size_t(nearest)];
        }
    }
}

} // namespace vmunet
