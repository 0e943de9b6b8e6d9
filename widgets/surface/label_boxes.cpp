// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/label_boxes.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

using Row = const std::uint8_t *;

Row rowOf(const SurfaceSource &source, int slice, int row)
{
    return reinterpret_cast<Row>(source.slices[size_t(slice)].constData()) + qsizetype(row) * source.counts[0];
}

void addRun(LabelBox &box, std::uint8_t label, int from, int to, int row, int slice)
{
    if (box.voxels == 0) {
        box = {.label = label, .first = {from, row, slice}, .last = {to, row, slice}};
    }
    box.first = {std::min(box.first[0], from), std::min(box.first[1], row), std::min(box.first[2], slice)};
    box.last = {std::max(box.last[0], to), std::max(box.last[1], row), std::max(box.last[2], slice)};
    box.voxels += to - from + 1;
}

std::array<int, 3> blocksFor(const SurfaceSource &source, const std::array<int, 3> &extent, qint64 mostCells)
{
    std::array<int, 3> block{1, 1, 1};
    const auto cells = [&] {
        qint64 product = 1;
        for (size_t axis = 0; axis < 3; ++axis) {
            product *= (extent[axis] + block[axis] - 1) / block[axis] + 2;
        }
        return product;
    };
    while (cells() > mostCells) {
        size_t finest = 0;
        double finestMm = INFINITY;
        for (size_t axis = 0; axis < 3; ++axis) {
            const auto &step = source.stepsMm[axis];
            const double mm = std::hypot(step[0], step[1], step[2]) * block[axis];
            if (mm < finestMm && block[axis] < extent[axis]) {
                finest = axis;
                finestMm = mm;
            }
        }
        if (!std::isfinite(finestMm)) {
            break; // One block in all.
        }
        ++block[finest];
    }
    return block;
}

} // namespace

std::optional<std::vector<LabelBox>> labelBoxes(const SurfaceSource &source, const CancelFlag &cancel)
{
    std::array<LabelBox, 256> boxes{};
    for (int slice = 0; slice < source.counts[2]; ++slice) {
        if (cancel.isCancelled()) {
            return std::nullopt;
        }
        for (int row = 0; row < source.counts[1]; ++row) {
            const Row labels = rowOf(source, slice, row);
            const Row end = labels + source.counts[0];
            for (Row at = labels; at != end;) {
                const std::uint8_t label = *at;
                const Row runEnd = std::find_if(at, end, [label](std::uint8_t other) { return other != label; });
                if (label != 0) {
                    addRun(boxes[label], label, int(at - labels), int(runEnd - labels) - 1, row, slice);
                }
                at = runEnd;
            }
        }
    }
    std::vector<LabelBox> found;
    std::copy_if(boxes.begin(), boxes.end(), std::back_inserter(found), [](const auto &box) { return box.voxels > 0; });
    return found;
}

Coverage labelCoverage(const SurfaceSource &source, const LabelBox &box, qint64 mostCells)
{
    std::array<int, 3> extent{};
    for (size_t axis = 0; axis < 3; ++axis) {
        extent[axis] = box.last[axis] - box.first[axis] + 1;
    }
    Coverage coverage{.block = blocksFor(source, extent, mostCells)};
    for (size_t axis = 0; axis < 3; ++axis) {
        coverage.counts[axis] = (extent[axis] + coverage.block[axis] - 1) / coverage.block[axis] + 2;
        coverage.origin[axis] = box.first[axis] + (coverage.block[axis] - 1) / 2.0 - coverage.block[axis];
    }
    const auto [columns, rows, slices] = coverage.counts;
    std::vector<std::uint32_t> sums(size_t(columns) * size_t(rows));
    coverage.cells.resize(sums.size() * size_t(slices));
    const auto [width, height, depth] = coverage.block;
    const double full = 255.0 / (double(width) * height * depth);
    for (int block = 1; block < slices - 1; ++block) {
        std::fill(sums.begin(), sums.end(), std::uint32_t(0));
        const int firstSlice = box.first[2] + (block - 1) * depth;
        for (int slice = firstSlice; slice < firstSlice + depth && slice <= box.last[2]; ++slice) {
            for (int row = box.first[1]; row <= box.last[1]; ++row) {
                const Row labels = rowOf(source, slice, row);
                std::uint32_t *sum = sums.data() + size_t((row - box.first[1]) / height + 1) * size_t(columns) + 1;
                for (int x = 0; x < extent[0]; ++x) {
                    sum[x / width] += labels[box.first[0] + x] == box.label ? 1 : 0;
                }
            }
        }
        std::uint8_t *cells = coverage.cells.data() + size_t(block) * sums.size();
        std::transform(sums.begin(), sums.end(), cells,
            [full](std::uint32_t sum) { return std::uint8_t(std::lround(sum * full)); });
    }
    return coverage;
}

} // namespace vmunet
