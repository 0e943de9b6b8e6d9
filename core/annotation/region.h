// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

namespace vmunet {

/// A set of pixels: those inside `area` where `coverage` (of the area's size) is not background.
struct Region {
    QRect area;
    Mask coverage;

    bool isEmpty() const { return coverage.isNull(); }
};

/// The smallest rectangle that holds all pixels of `label`; empty if there is none.
QRect boundsOf(const Mask &mask, Label label);

/// The pixels of `label`, in their bounding rectangle.
Region regionOf(const Mask &mask, Label label);

} // namespace vmunet
