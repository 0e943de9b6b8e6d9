// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/scan_cpu.h"

#include "inference/ops/scan_problem.h"

#include <ATen/Parallel.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <vector>

namespace vmunet::cpu {
namespace {

using at::Tensor;

/// The tensors behind a ScanProblem, in its layout.
struct ScanTensors {
    Tensor x; // [batch, length, xRow]
    Tensor projected; // [batch, length, directions, rank + 2 states]
    Tensor delta; // [batch, length, directions, channels], or undefined
    Tensor dtWeight; // [directions, channels, rank], or undefined
    Tensor dtBias; // [directions, channels]
    Tensor A; // [directions, channels, states]
    Tensor D; // [directions, channels]
    std::int64_t rows = 0;
    std::int64_t cols = 0;
    bool crossScan = false;
};

template <typename T>
ScanProblem<T> problemOf(const ScanTensors &t)
{
    ScanProblem<T> p;
    p.batch = t.x.size(0);
    p.rows = t.rows;
    p.cols = t.cols;
    p.directions = t.A.size(0);
    p.channels = t.A.size(1);
    p.states = t.A.size(2);
    p.rank = t.dtWeight.defined() ? t.dtWeight.size(2) : 0;
    p.crossScan = t.crossScan;
    p.xRow = t.x.size(2);
    p.xDirection = t.crossScan ? 0 : p.channels;
    p.x = t.x.const_data_ptr<T>();
    p.projected = t.projected.const_data_ptr<T>();
    p.delta = t.delta.defined() ? t.delta.const_data_ptr<T>() : nullptr;
    p.dtWeight = t.dtWeight.defined() ? t.dtWeight.const_data_ptr<T>() : nullptr;
    p.dtBias = t.dtBias.const_data_ptr<T>();
    p.A = t.A.const_data_ptr<T>();
    p.D = t.D.const_data_ptr<T>();
    return p;
}

/// How the work is cut. Blocks of channels do not depend on the number of threads, so neither do sums over blocks.
struct Cut {
    std::int64_t blocks = 0;
    bool byDirection = false;
    std::vector<ScanTask> tasks;
};

template <typename T>
Cut cutWork(const ScanProblem<T> &p, std::int64_t blockChannels)
{
    constexpr std::int64_t kLanes = 16; // The widest vector of floats.
    const std::int64_t half = ((p.channels + 1) / 2 + kLanes - 1) / kLanes * kLanes;
    const std::int64_t perBlock = std::min(blockChannels, half);
    Cut cut;
    cut.blocks = (p.channels + perBlock - 1) / perBlock;
    const std::int64_t threads = at::get_num_threads();
    const std::int64_t coarse = p.batch * cut.blocks;
    // Directions that share x are done at once only where threads would idle: each then needs a result of its own.
    cut.byDirection = !p.crossScan || (coarse % threads != 0 && coarse < 4 * threads);
    const std::int64_t step = cut.byDirection ? 1 : p.directions;
    for (std::int64_t image = 0; image < p.batch; ++image) {
        for (std::int64_t direction = 0; direction < p.directions; direction += step) {
            for (std::int64_t block = 0; block < cut.blocks; ++block) {
                const std::int64_t begin = block * perBlock;
                cut.tasks.push_back({.image = image,
                    .channelBegin = begin,
                    .channelEnd = std::min(p.channels, begin + perBlock),
                    .directionBegin = direction,
                    .directionEnd = direction + step,
                    .block = block});
            }
        }
    }
    return cut;
}

/// Adds the directions' slots in the order in which the reference adds the directions.
Tensor mergeSlots(const Tensor &slots)
{
    if (slots.size(0) == 1) {
        return slots[0];
    }
    return slots[0].add_(slots[2]).add_(slots[1]).add_(slots[3]);
}

template <typename T>
std::tuple<Tensor, Tensor> forward(const ScanTensors &t, bool keepStates)
{
    constexpr std::int64_t kBlockChannels = 32;
    ScanForward<T> scan{.problem = problemOf<T>(t)};
    const ScanProblem<T> &p = scan.problem;
    const Cut cut = cutWork(p, kBlockChannels);
    const bool slotPerDirection = p.crossScan && cut.byDirection;
    Tensor y = at::empty({slotPerDirection ? p.directions : 1, p.batch, p.length(), p.xRow}, t.x.options());
    Tensor states = at::empty({0}, t.x.options());
    scan.y = y.mutable_data_ptr<T>();
    scan.ySlot = slotPerDirection ? y.stride(0) : 0;
    if (keepStates) {
        states = at::empty({p.batch, p.directions, p.chunks(), p.states, p.channels}, t.x.options());
        scan.states = states.mutable_data_ptr<T>();
    }
    at::parallel_for(0, std::int64_t(cut.tasks.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            runScanForward(scan, cut.tasks[std::size_t(i)]);
        }
    });
    return {mergeSlots(y), states};
}

struct ScanGradients {
    Tensor x; // [batch, length, xRow]
    Tensor projected; // [batch, length, directions, rank + 2 states]
    Tensor delta; // [batch, length, directions, channels], or undefined
    Tensor dtWeight; // [directions, channels, rank], or undefined
    Tensor dtBias; // [directions, channels]
    Tensor A; // [directions, channels, states]
    Tensor D; // [directions, channels]
};

template <typename T>
ScanGradients backward(const ScanTensors &t, const Tensor &states, const Tensor &gradY)
{
    constexpr std::int64_t kBlockChannels = 96;
    ScanBackward<T> scan{.problem = problemOf<T>(t)};
    const ScanProblem<T> &p = scan.problem;
    const Cut cut = cutWork(p, kBlockChannels);
    const bool slotPerDirection = p.crossScan && cut.byDirection;
    const auto options = t.x.options();
    Tensor gradX = at::zeros({slotPerDirection ? p.directions : 1, p.batch, p.length(), p.xRow}, options);
    Tensor gradDelta, gradWeight;
    if (t.delta.defined()) {
        gradDelta = at::empty(t.delta.sizes(), options);
        scan.gradDelta = gradDelta.mutable_data_ptr<T>();
    } else {
        gradWeight = at::empty({p.batch, p.directions, p.channels, p.rank}, options);
        scan.gradWeight = gradWeight.mutable_data_ptr<T>();
    }
    Tensor gradBias = at::empty({p.batch, p.directions, p.channels}, options);
    Tensor gradProjected = at::empty({cut.blocks, p.batch, p.length(), p.directions, p.projectedWidth()}, options);
    Tensor gradA = at::empty({p.batch, p.directions, p.channels, p.states}, options);
    Tensor gradD = at::empty({p.batch, p.directions, p.channels}, options);
    scan.states = states.const_data_ptr<T>();
    scan.gradY = gradY.const_data_ptr<T>();
    scan.gradX = gradX.mutable_data_ptr<T>();
    scan.xSlot = slotPerDirection ? gradX.stride(0) : 0;
    scan.gradBias = gradBias.mutable_data_ptr<T>();
    scan.gradProjected = gradProjected.mutable_data_ptr<T>();
    scan.gradA = gradA.mutable_data_ptr<T>();
    scan.gradD = gradD.mutable_data_ptr<T>();
    at::parallel_for(0, std::int64_t(cut.tasks.size()), 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            runScanBackward(scan, cut.tasks[std::size_t(i)]);
        }
    });
    return {.x = mergeSlots(gradX),
        .projected = cut.blocks == 1 ? gradProjected[0] : gradProjected.sum(0),
        .delta = gradDelta,
        .dtWeight = gradWeight.defined() ? gradWeight.sum(0) : gradWeight,
        .dtBias = gradBias.sum(0),
        .A = gradA.sum(0),
        .D = gradD.sum(0)};
}

std::tuple<Tensor, Tensor> runForward(const ScanTensors &t, bool keepStates)
{
    return t.x.scalar_type() == at::kDouble ? forward<double>(t, keepStates) : forward<float>(t, keepStates);
}

ScanGradients runBackward(const ScanTensors &t, const Tensor &states, const Tensor &gradY)
{
    return t.x.scalar_type() == at::kDouble ? backward<double>(t, states, gradY) : backward<float>(t, states, gradY);
}

ScanTensors ss2dTensors(const Tensor &x, const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias,
    const Tensor &A, const Tensor &D)
{
    const std::int64_t channels = x.size(3);
    return {.x = x.flatten(1, 2),
        .projected = projected.flatten(1, 2),
        .dtWeight = dtWeight,
        .dtBias = dtBias,
        .A = A.view({4, channels, A.size(1)}),
        .D = D.view({4, channels}),
        .rows = x.size(1),
        .cols = x.size(2),
        .crossScan = true};
}

ScanTensors selectiveTensors(const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B, const Tensor &C,
    const Tensor &D, const Tensor &deltaBias)
{
    const std::int64_t groups = B.size(1);
    const std::int64_t channels = u.size(1) / groups;
    const Tensor channelsLast = delta.transpose(1, 2).contiguous();
    return {.x = u.transpose(1, 2).contiguous(),
        .projected = at::cat({B, C}, 2).permute({0, 3, 1, 2}).contiguous(),
        .delta = channelsLast.view({u.size(0), u.size(2), groups, channels}),
        .dtBias = deltaBias.view({groups, channels}),
        .A = A.view({groups, channels, A.size(1)}),
        .D = D.view({groups, channels}),
        .rows = 1,
        .cols = u.size(2),
        .crossScan = false};
}

} // namespace

std::tuple<Tensor, Tensor> ss2dForward(const Tensor &x, const Tensor &projected, const Tensor &dtWeight,
    const Tensor &dtBias, const Tensor &A, const Tensor &D, bool keepStates)
{
    auto [y, states] = runForward(ss2dTensors(x, projected, dtWeight, dtBias, A, D), keepStates);
    return {y.view(x.sizes()), states};
}

std::tuple<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> ss2dBackward(const Tensor &gradY, const Tensor &x,
    const Tensor &projected, const Tensor &dtWeight, const Tensor &dtBias, const Tensor &A, const Tensor &D,
    const Tensor &states)
{
    const ScanGradients gradients = runBackward(ss2dTensors(x, projected, dtWeight, dtBias, A, D), states, gradY);
    return {gradients.x.view(x.sizes()), gradients.projected.view(projected.sizes()), gradients.dtWeight,
        gradients.dtBias, gradients.A.view(A.sizes()), gradients.D.view(D.sizes())};
}

std::tuple<Tensor, Tensor> selectiveForward(const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B,
    const Tensor &C, const Tensor &D, const Tensor &deltaBias, bool keepStates)
{
    auto [y, states] = runForward(selectiveTensors(u, delta, A, B, C, D, deltaBias), keepStates);
    return {y.transpose(1, 2).contiguous(), states};
}

std::tuple<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> selectiveBackward(const Tensor &gradY,
    const Tensor &u, const Tensor &delta, const Tensor &A, const Tensor &B, const Tensor &C, const Tensor &D,
    const Tensor &deltaBias, const Tensor &states)
{
    const ScanTensors tensors = selectiveTensors(u, delta, A, B, C, D, deltaBias);
    const ScanGradients gradients = runBackward(tensors, states, gradY.transpose(1, 2).contiguous());
    const Tensor gradDelta = gradients.delta.flatten(2, 3); // [batch, length, rows]
    const Tensor gradBC = gradients.projected.permute({0, 2, 3, 1});
    const std::int64_t count = A.size(1);
    return {gradients.x.transpose(1, 2).contiguous(), gradDelta.transpose(1, 2).contiguous(),
        gradients.A.view(A.sizes()), gradBC.narrow(2, 0, count).contiguous(),
        gradBC.narrow(2, count, count).contiguous(), gradients.D.view(D.sizes()),
        gradients.dtBias.view(deltaBias.sizes())};
}

} // namespace vmunet::cpu
