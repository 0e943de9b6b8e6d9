// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>

#include <vector>

namespace vmunet {

/// Squares of `side` that cover `size` and overlap by at least `overlap`, row by row. All lie inside, so `side` must
/// not exceed either side of `size`; `overlap` < `side`.
std::vector<QRect> tilesOf(QSize size, int side, int overlap);

/// Weights of one tile's row or column, [side]: rising over `overlap` samples, 1, falling; all > 0, so that a sum of
/// weighted tiles divided by the sum of weights has no seams.
std::vector<float> featherWeights(int side, int overlap);

} // namespace vmunet
