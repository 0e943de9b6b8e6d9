// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/region.h"

#include <QPolygonF>

#include <vector>

namespace vmunet {

/// An outline with holes, in image pixels: pixel (x, y) covers x..x+1, y..y+1. Rings close by themselves.
struct Polygon {
    QPolygonF outline;
    std::vector<QPolygonF> holes;
};

/// The pixels of an image of `size` whose centre is inside, by the even-odd rule over all rings. Works for
/// self-crossing outlines and for outlines beyond the border.
Region rasterise(const Polygon &polygon, QSize size);

/// The outlines of `label` along pixel edges, one polygon for each part (edge-connected pixels), in scan order.
/// Rasterising them gives the label's pixels again, exactly.
std::vector<Polygon> contoursOf(const Mask &mask, Label label);

} // namespace vmunet
