// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <vector>

namespace vmunet {

/// Columns, rows and slices of a grid that lies row-major in memory, columns fastest.
using GridExtent = std::array<qsizetype, 3>;
/// Between neighbours along columns, rows and slices; > 0.
using GridSpacing = std::array<double, 3>;

/// Replaces each value by the least of value + squared distance over all grid points. With 0 at the points of a set and
/// infinity elsewhere, that is the squared Euclidean distance to the set, exactly (Felzenszwalb and Huttenlocher,
/// "Distance transforms of sampled functions", Theory of Computing 8, 2012). `grid` has the extent's product of values.
template <typename Value>
void addSquaredDistances(std::vector<Value> &grid, const GridExtent &extent, const GridSpacing &spacing);

extern template void addSquaredDistances(std::vector<float> &, const GridExtent &, const GridSpacing &);
extern template void addSquaredDistances(std::vector<double> &, const GridExtent &, const GridSpacing &);

} // namespace vmunet
