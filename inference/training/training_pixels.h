// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <utility>
#include <vector>

namespace vmunet {

/// An image and its target, transformed together on the way to the network.
struct TrainingPixels {
    int width = 0;
    int height = 0;
    int channels = 0;
    std::vector<float> image; ///< [channels, height, width]: 0..255 for dermoscopy, about 0..1 for CT.
    std::vector<float> target; ///< [height, width]: foreground 0..1, or class numbers.
    bool targetIsLabels = false; ///< Class numbers: never mixed by interpolation.
};

void flipColumns(TrainingPixels &pixels);
void flipRows(TrainingPixels &pixels);
/// Rotates by `quarters` * 90 degrees counter-clockwise; width and height swap for odd numbers.
void rotateQuarters(TrainingPixels &pixels, int quarters);

/// Where output pixels come from, relative to the image's centre: source = matrix * output + shift, in pixels, y down.
struct PixelMap {
    double xx = 1, xy = 0, yx = 0, yy = 1;
    double shiftX = 0, shiftY = 0;

    /// Content rotated counter-clockwise.
    static PixelMap rotation(double degrees);
};

enum class Sampling { Nearest, Bilinear };
enum class Outside { Zero, Mirror };

/// Where an output pixel (column, row) comes from: x, y in the pixels before.
using PixelSource = std::function<std::pair<double, double>(int column, int row)>;
void warpFrom(TrainingPixels &pixels, const PixelSource &source, Sampling sampling, Outside outside);

/// Same size. Labels are always sampled by nearest neighbour.
void warp(TrainingPixels &pixels, const PixelMap &map, Sampling sampling, Outside outside);

} // namespace vmunet
