// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

#include <array>
#include <cstdint>
#include <span>

namespace vmunet {

/// What a picture looks like in 143 bits: signs, about their median, of the lowest frequencies of the cosine transform
/// of its 64 x 64 grey version (pHash, Zauner 2010, with 12 x 12 frequencies in place of 8 x 8). Survives scaling,
/// recompression and small changes of brightness; not turning or cutting.
using PerceptualHash = std::array<std::uint64_t, 3>;

/// `grey` is [height, width] in any unit. A picture of one value has the hash 0.
PerceptualHash perceptualHash(std::span<const float> grey, QSize size);

/// Bits that differ, 0..143. Unrelated photographs are about 70 apart.
int distanceOf(const PerceptualHash &a, const PerceptualHash &b);

/// Up to here two pictures count as the same one. Of 1200 dermoscopy photographs and 225 CT slices of the liver no two
/// are nearer than 18; scaled to 0.6 and saved as a JPEG of quality 50 each is at most 10 from itself.
inline constexpr int kSamePicture = 12;

} // namespace vmunet
