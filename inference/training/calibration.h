// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace vmunet {

/// How far a network's confidence can be believed: pixels by the probability of the class that was given to them
/// (one structure: of the structure itself), and how often that was right (Guo et al. 2017, with ten equal bins).
struct Calibration {
    static constexpr int kBins = 10;
    struct Bin {
        std::int64_t pixels = 0;
        double confidence = 0; ///< Sum.
        std::int64_t right = 0; ///< One structure: pixels that are of it.

        double meanConfidence() const { return pixels > 0 ? confidence / double(pixels) : 0; }
        double share() const { return pixels > 0 ? double(right) / double(pixels) : 0; }
    };
    std::array<Bin, kBins> bins{};

    /// `probability` in 0..1; anything else is left out.
    void add(double probability, bool isRight);
    std::int64_t pixels() const;
    /// Expected calibration error: the mean over all pixels of |confidence - share| of their bin. NaN without pixels.
    double expectedError() const;
};

} // namespace vmunet
