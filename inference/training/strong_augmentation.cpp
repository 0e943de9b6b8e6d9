// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/strong_augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace vmunet {

namespace {

constexpr int kKnots = 5; // Of the elastic grid, a side.

double smooth(double t)
{
    return t * t * (3 - 2 * t);
}

// One component of the shifts: random at the knots, smooth between them.
class ShiftField {
public:
    ShiftField(RandomGenerator &generator, double largest)
    {
        for (double &value : m_knots) {
            value = uniform(generator, -largest, largest);
        }
    }

    /// `u`, `v` in 0..1.
    double at(double u, double v) const
    {
        const auto [column, s] = cell(u);
        const auto [row, t] = cell(v);
        const double upper = knot(row, column) + s * (knot(row, column + 1) - knot(row, column));
        const double lower = knot(row + 1, column) + s * (knot(row + 1, column + 1) - knot(row + 1, column));
        return upper + t * (lower - upper);
    }

private:
    static std::pair<int, double> cell(double place)
    {
        const double scaled = place * (kKnots - 1);
        const int index = std::min(int(scaled), kKnots - 2);
        return {index, smooth(scaled - index)};
    }
    double knot(int row, int column) const { return m_knots[size_t(row * kKnots + column)]; }

    std::array<double, kKnots * kKnots> m_knots{};
};

// Mixes `color` into the pixels around a point; soft at the edge.
void stamp(TrainingPixels &pixels, double x, double y, double radius, const std::array<float, 3> &color, double opacity)
{
    const size_t plane = size_t(pixels.width) * size_t(pixels.height);
    for (int row = std::max(0, int(y - radius - 1)); row <= std::min(pixels.height - 1, int(y + radius + 1)); ++row) {
        for (int column = std::max(0, int(x - radius - 1)); column <= std::min(pixels.width - 1, int(x + radius + 1));
             ++column) {
            const double cover = std::clamp(radius + 0.5 - std::hypot(column - x, row - y), 0.0, 1.0) * opacity;
            for (size_t c = 0; c < 3; ++c) {
                float &value = pixels.image[c * plane + size_t(row) * size_t(pixels.width) + size_t(column)];
                value += float(cover) * (color[c] - value);
            }
        }
    }
}

void drawHair(TrainingPixels &pixels, RandomGenerator &generator)
{
    const double side = std::min(pixels.width, pixels.height);
    const bool dark = chance(generator, 0.85);
    const auto shade = float(dark ? uniform(generator, 10, 70) : uniform(generator, 190, 240));
    const std::array<float, 3> color{shade, shade * 0.85f, shade * 0.75f};
    const double radius = side * uniform(generator, 0.0015, 0.005);
    const double opacity = uniform(generator, 0.6, 1);
    double x = uniform(generator, 0, pixels.width);
    double y = uniform(generator, 0, pixels.height);
    double angle = uniform(generator, 0, 2 * std::numbers::pi);
    const double bend = uniform(generator, -1.5, 1.5) / side;
    const int steps = int(uniform(generator, 0.25, 0.9) * side);
    for (int i = 0; i < steps; ++i) {
        stamp(pixels, x, y, radius, color, opacity);
        x += std::cos(angle);
        y += std::sin(angle);
        angle += bend;
    }
}

} // namespace

void deformElastically(TrainingPixels &pixels, RandomGenerator &generator, double strength, Outside outside)
{
    const ShiftField alongX(generator, strength * pixels.width);
    const ShiftField alongY(generator, strength * pixels.height);
    const double scaleX = 1.0 / std::max(1, pixels.width - 1);
    const double scaleY = 1.0 / std::max(1, pixels.height - 1);
    warpFrom(
        pixels,
        [&](int column, int row) {
            const double u = column * scaleX;
            const double v = row * scaleY;
            return std::pair(column + alongX.at(u, v), row + alongY.at(u, v));
        },
        Sampling::Bilinear, outside);
}

void drawHairs(TrainingPixels &pixels, RandomGenerator &generator)
{
    const int count = 1 + uniformInt(generator, 12);
    for (int i = 0; i < count; ++i) {
        drawHair(pixels, generator);
    }
}

void drawRuler(TrainingPixels &pixels, RandomGenerator &generator)
{
    const bool upright = chance(generator, 0.5);
    const bool far = chance(generator, 0.5);
    const int length = upright ? pixels.height : pixels.width;
    const int depth = upright ? pixels.width : pixels.height;
    const auto shade = float(chance(generator, 0.8) ? uniform(generator, 0, 60) : uniform(generator, 200, 255));
    const double spacing = length * uniform(generator, 0.02, 0.06);
    const double radius = std::max(0.5, length * uniform(generator, 0.0015, 0.003));
    const double mark = depth * uniform(generator, 0.03, 0.07);
    int number = 0;
    for (double along = uniform(generator, 0, spacing); along < length; along += spacing, ++number) {
        const double reach = number % 5 == 0 ? 1.7 * mark : mark;
        for (double inwards = 0; inwards < reach; inwards += 1) {
            const double across = far ? depth - 1 - inwards : inwards;
            stamp(pixels, upright ? across : along, upright ? along : across, radius, {shade, shade, shade}, 0.9);
        }
    }
}

void darkenCorners(TrainingPixels &pixels, RandomGenerator &generator)
{
    const double clear = uniform(generator, 0.75, 1.1); // Of half a diagonal.
    const double softness = uniform(generator, 0.05, 0.3);
    const double centreX = (pixels.width - 1) / 2.0;
    const double centreY = (pixels.height - 1) / 2.0;
    const double reach = std::hypot(centreX, centreY);
    const size_t plane = size_t(pixels.width) * size_t(pixels.height);
    for (size_t i = 0; i < plane; ++i) {
        const double x = double(i % size_t(pixels.width)) - centreX;
        const double y = double(i / size_t(pixels.width)) - centreY;
        const double past = std::clamp((std::hypot(x, y) / reach - clear) / softness, 0.0, 1.0);
        for (int c = 0; c < pixels.channels; ++c) {
            pixels.image[size_t(c) * plane + i] *= float(1 - smooth(past));
        }
    }
}

void jitterHounsfieldAndWindow(TrainingPixels &pixels, RandomGenerator &generator)
{
    constexpr double kWidth = 400; // Hounsfield units in 0..1.
    const double factor = uniform(generator, 0.95, 1.05);
    const double offset = uniform(generator, -20, 20) / kWidth;
    const double width = uniform(generator, 0.8, 1.2);
    const double level = 0.5 + uniform(generator, -40, 40) / kWidth;
    for (float &value : pixels.image) {
        const double scanned = value * factor + offset;
        value = float(std::clamp((scanned - level) / width + 0.5, 0.0, 1.0));
    }
}

void addNoise(TrainingPixels &pixels, RandomGenerator &generator, double largest)
{
    const double deviation = uniform(generator, 0, largest);
    for (float &value : pixels.image) {
        // Box and Muller: the standard library's normal distribution differs from one to the next.
        const double radius = std::sqrt(-2 * std::log(1 - uniform(generator, 0, 1)));
        value += float(deviation * radius * std::cos(uniform(generator, 0, 2 * std::numbers::pi)));
    }
}

} // namespace vmunet
