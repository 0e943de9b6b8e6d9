// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/editing/write_rule.h"

#include <QPointF>

namespace vmunet {

enum class BrushShape { Round, Square };

/// The pixels that a brush of either shape can touch on its way from `from` to `to`, clipped to `image`. Empty outside.
/// Points are in image pixels: pixel (x, y) covers x..x+1, y..y+1. `diameter` in pixels, > 0.
QRect brushBounds(QPointF from, QPointF to, double diameter, QRect image);

/// Writes the swept disc: pixels whose centre is at most diameter/2 from the way; or the swept square of that side. The
/// pixel under `to` is always written, so a brush thinner than a pixel still leaves a trace. Touches brushBounds()
/// only.
void paintSegment(
    Mask &mask, QPointF from, QPointF to, double diameter, const WriteRule &rule, BrushShape shape = BrushShape::Round);

/// Diameter, in pixels, of the cut through a ball of `diameter` pixels at so many slices from its middle; 0 beyond it.
/// `sliceStep`: the distance of two slices in pixels of the plane.
double ballDiameterAt(double diameter, int slicesAway, double sliceStep);

} // namespace vmunet
