// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"
#include "core/image/image.h"

namespace vmunet {

/// What a person says of the object: it lies in the box, and runs through some pixels and not through others.
struct GrabCutHints {
    QRect box; ///< Image pixels; everything outside is background.
    Mask marks; ///< Null, or of the image's size: 1 object, 2 background, 0 unknown.
};

/// The object by iterated graph cuts over colour models (Rother, Kolmogorov and Blake, ACM Transactions on Graphics 23,
/// 2004; OpenCV's grabCut). A box of more than 0.4 megapixels is worked on shrunk to that, its border interpolated.
/// Empty without an object, or when stopped; `keepGoing` is asked between rounds.
Region grabbed(const Image &image, int slice, const GrabCutHints &hints, const KeepGoing &keepGoing = {});

/// The box of the marks with room around them, for hints without a box.
QRect boxAround(const Mask &marks);

} // namespace vmunet
