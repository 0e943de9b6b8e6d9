// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/annotation/region.h"
#include "core/editing/write_rule.h"

#include <QPointF>

namespace vmunet {

/// The network's labels at a threshold inside a rectangle of the image, clipped to it; null outside.
Mask opinionIn(const ProbabilityMap &map, double threshold, QRect area);

/// Writes into `mask`, inside the disc of `diameter` around `at`, what the network said at the threshold. `rule` says
/// which pixels stay; its label does not matter. Returns the pixels looked at: empty outside, or where the map is not
/// of the mask's size.
QRect paintOpinion(
    Mask &mask, const ProbabilityMap &map, double threshold, QPointF at, double diameter, const WriteRule &rule);

} // namespace vmunet
