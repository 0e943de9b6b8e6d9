// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/surface_distance.h"

#include "core/annotation/distance_transform.h"

#include <QtGlobal>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace vmunet {

namespace {

/// A box within the grid: columns, rows and slices.
struct Box {
    std::array<qsizetype, 3> first;
    std::array<qsizetype, 3> extent;

    size_t count() const { return size_t(extent[0] * extent[1] * extent[2]); }
};

using Voxels = std::span<const std::uint8_t>;

/// The least box that holds both structures: distances between them need nothing beyond it.
Box boundingBox(Voxels a, Voxels b, const VoxelGrid &grid)
{
    std::array<qsizetype, 3> low{grid.width, grid.height, grid.slices};
    std::array<qsizetype, 3> high{-1, -1, -1};
    size_t i = 0;
    for (qsizetype z = 0; z < grid.slices; ++z) {
        for (qsizetype y = 0; y < grid.height; ++y) {
            for (qsizetype x = 0; x < grid.width; ++x, ++i) {
                if (a[i] != 0 || b[i] != 0) {
                    low = {std::min(low[0], x), std::min(low[1], y), std::min(low[2], z)};
                    high = {std::max(high[0], x), std::max(high[1], y), std::max(high[2], z)};
                }
            }
        }
    }
    return {low, {high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1}};
}

/// Border flags inside the box. Outside the box, as outside the grid, nothing is inside.
std::vector<std::uint8_t> borderOf(Voxels voxels, const VoxelGrid &grid, const Box &box)
{
    const int dimensions = grid.slices > 1 ? 3 : 2;
    const std::array<qsizetype, 3> strides{1, grid.width, qsizetype(grid.width) * grid.height};
    std::vector<std::uint8_t> border(box.count(), 0);
    size_t out = 0;
    std::array<qsizetype, 3> at{};
    for (at[2] = 0; at[2] < box.extent[2]; ++at[2]) {
        for (at[1] = 0; at[1] < box.extent[1]; ++at[1]) {
            for (at[0] = 0; at[0] < box.extent[0]; ++at[0], ++out) {
                const qsizetype here =
                    (box.first[2] + at[2]) * strides[2] + (box.first[1] + at[1]) * strides[1] + box.first[0] + at[0];
                if (voxels[size_t(here)] == 0) {
                    continue;
                }
                for (size_t axis = 0; axis < size_t(dimensions) && border[out] == 0; ++axis) {
                    border[out] = at[axis] == 0 || at[axis] == box.extent[axis] - 1
                        || voxels[size_t(here - strides[axis])] == 0 || voxels[size_t(here + strides[axis])] == 0;
                }
            }
        }
    }
    return border;
}

/// Squared distance of every voxel in the box to the nearest set one.
std::vector<double> squaredDistances(const std::vector<std::uint8_t> &set, const VoxelGrid &grid, const Box &box)
{
    std::vector<double> distances(set.size());
    std::transform(set.begin(), set.end(), distances.begin(),
        [](std::uint8_t inside) { return inside ? 0.0 : std::numeric_limits<double>::infinity(); });
    addSquaredDistances(distances, box.extent, {grid.columnSpacing, grid.rowSpacing, grid.sliceSpacing});
    return distances;
}

void appendDistances(const std::vector<std::uint8_t> &from, const std::vector<std::uint8_t> &to, const VoxelGrid &grid,
    const Box &box, std::vector<double> &out)
{
    const std::vector<double> squared = squaredDistances(to, grid, box);
    for (size_t i = 0; i < from.size(); ++i) {
        if (from[i] != 0) {
            out.push_back(std::sqrt(squared[i]));
        }
    }
}

/// Linear interpolation at position fraction * (n - 1) of the sorted list. Reorders `values`.
double percentile(std::vector<double> &values, double fraction)
{
    const double position = fraction * double(values.size() - 1);
    const auto below = qsizetype(std::floor(position));
    const auto at = values.begin() + below;
    std::nth_element(values.begin(), at, values.end());
    if (at + 1 == values.end()) {
        return *at;
    }
    const double above = *std::min_element(at + 1, values.end());
    return *at + (position - double(below)) * (above - *at);
}

} // namespace

std::optional<SurfaceDistances> surfaceDistances(Voxels a, Voxels b, const VoxelGrid &grid)
{
    Q_ASSERT(a.size() == b.size() && a.size() == size_t(grid.width) * size_t(grid.height) * size_t(grid.slices));
    const auto isInside = [](std::uint8_t voxel) { return voxel != 0; };
    if (std::none_of(a.begin(), a.end(), isInside) || std::none_of(b.begin(), b.end(), isInside)) {
        return std::nullopt;
    }
    const Box box = boundingBox(a, b, grid);
    const std::vector<std::uint8_t> borderA = borderOf(a, grid, box);
    const std::vector<std::uint8_t> borderB = borderOf(b, grid, box);
    std::vector<double> distances;
    appendDistances(borderA, borderB, grid, box, distances);
    appendDistances(borderB, borderA, grid, box, distances);

    SurfaceDistances result;
    result.hausdorff = *std::max_element(distances.begin(), distances.end());
    result.average = std::accumulate(distances.begin(), distances.end(), 0.0) / double(distances.size());
    result.hausdorff95 = percentile(distances, 0.95);
    return result;
}

} // namespace vmunet
