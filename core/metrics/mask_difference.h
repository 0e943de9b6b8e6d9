// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <vector>

namespace vmunet {

/// Pixels of a slice by what happened to them between two masks.
struct DifferenceCounts {
    qint64 agreeing = 0; ///< The same structure in both.
    qint64 added = 0; ///< Background before.
    qint64 removed = 0; ///< Background after.
    qint64 relabelled = 0; ///< Another structure.

    DifferenceCounts &operator+=(const DifferenceCounts &other);
    bool operator==(const DifferenceCounts &) const = default;
};

/// One structure in both masks.
struct LabelOverlap {
    Label label{};
    qint64 before = 0; ///< Pixels.
    qint64 after = 0;
    qint64 both = 0;
    bool operator==(const LabelOverlap &) const = default;
};
/// 2 both / (before + after); 1 where neither has a pixel.
double dice(const LabelOverlap &overlap);

/// The labels of MaskDifference::picture.
inline constexpr Label kAgreeing{1};
inline constexpr Label kAdded{2};
inline constexpr Label kRemoved{3};
inline constexpr Label kRelabelled{4};

struct MaskDifference {
    Mask picture;
    DifferenceCounts counts;
    std::vector<LabelOverlap> labels; ///< Those that either mask has, ascending.
};

/// Both masks have the same size. Without `withPicture` only the numbers are made.
MaskDifference differenceOf(const Mask &before, const Mask &after, bool withPicture = true);

} // namespace vmunet
