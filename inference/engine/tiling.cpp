// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/tiling.h"

#include <algorithm>

namespace vmunet {

namespace {

/// Starts of intervals of `side` that cover 0..length-1.
std::vector<int> starts(int length, int side, int overlap)
{
    const int step = side - overlap;
    const int count = 1 + (length - side + step - 1) / step;
    std::vector<int> result;
    for (int i = 0; i < count; ++i) {
        result.push_back(std::min(i * step, length - side));
    }
    return result;
}

} // namespace

std::vector<QRect> tilesOf(QSize size, int side, int overlap)
{
    std::vector<QRect> tiles;
    for (const int y : starts(size.height(), side, overlap)) {
        for (const int x : starts(size.width(), side, overlap)) {
            tiles.emplace_back(x, y, side, side);
        }
    }
    return tiles;
}

std::vector<float> featherWeights(int side, int overlap)
{
    std::vector<float> weights(size_t(side), 1.0F);
    for (int i = 0; i < side; ++i) {
        const int fromEdge = std::min(i, side - 1 - i) + 1;
        weights[size_t(i)] = std::min(1.0F, float(fromEdge) / float(overlap + 1));
    }
    return weights;
}

} // namespace vmunet
