// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

#include <cstdint>
#include <span>
#include <vector>

namespace vmunet {

// From pixels to the network's input and back, number for number as the published implementation of VM-UNet (ISIC and
// Synapse pipelines). Rows before columns everywhere; sizes are positive and spans hold exactly what the size says.

/// Least and greatest value over all pixels and channels.
struct ByteRange {
    std::uint8_t low = 0;
    std::uint8_t high = 0;
};
ByteRange byteRange(std::span<const std::uint8_t> values);

/// Photograph [height, width, 3] to [3, side, side]: stretched so that `range` spans 0..255, then bilinear with
/// half-pixel centres and without antialiasing. A flat image becomes all zeros. Pass byteRange() of the untouched
/// photograph; augmentation may then fill with `range.low`, which becomes 0.
std::vector<float> dermoscopyInput(std::span<const std::uint8_t> rgb, QSize size, int side, ByteRange range);
std::vector<float> dermoscopyInput(std::span<const std::uint8_t> rgb, QSize size, int side);

/// Mask values [height, width] (0 and 1, or 0..255 with `scale` 1/255) to [side, side], resized as the photograph, so
/// fractional at edges.
std::vector<float> dermoscopyTarget(std::span<const std::uint8_t> mask, QSize size, int side, double scale = 1);

/// Bilinear with half-pixel centres, clamped at the border, no antialiasing: [planes, from] to [planes, to].
/// Also the way back from a network's probabilities to the image.
std::vector<float> resizeBilinear(std::span<const float> values, int planes, QSize from, QSize to);

/// Where a sampling position passes the last sample by a rounding error (512 to 224 does, 224 to 512 does not).
enum class ZoomEnd {
    Zero, ///< As the reference: the last row or column is 0.
    Clamp, ///< The last sample.
};

/// Hounsfield units clipped to -125..275 and mapped to 0..1, in place.
void windowHounsfield(std::span<float> values);

/// Cubic B-spline through the samples, both ends aligned; may overshoot the range of the values. Equal sizes: a copy.
std::vector<float> zoomCubic(std::span<const float> values, QSize from, QSize to, ZoomEnd end);

/// Nearest sample, both ends aligned: for label maps, in both directions. Equal sizes: a copy.
std::vector<std::uint8_t> zoomNearest(std::span<const std::uint8_t> labels, QSize from, QSize to, ZoomEnd end);

/// A CT slice [height, width] in Hounsfield units to [side, side]: window, then cubic zoom.
std::vector<float> ctInput(std::span<const float> hounsfield, QSize size, int side, ZoomEnd end);

} // namespace vmunet
