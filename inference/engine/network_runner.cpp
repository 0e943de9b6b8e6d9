// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/network_runner.h"

#include "inference/engine/tiling.h"

#include <QObject>

#include <ATen/ATen.h>

#include <cstring>
#include <new>

namespace vmunet {

namespace {

constexpr int kSideMultiple = 32;
constexpr int kSmallestTile = 64;

/// Half of the input, in whole steps of the network's grid; 0 if that is too small to see anything.
int tileSide(int64_t side)
{
    const int half = int(side) / 2 / kSideMultiple * kSideMultiple;
    return half >= kSmallestTile ? half : 0;
}

} // namespace

bool isOutOfMemory(const std::exception &error)
{
    if (dynamic_cast<const std::bad_alloc *>(&error) || dynamic_cast<const c10::OutOfMemoryError *>(&error)) {
        return true;
    }
    // Torch's CPU allocator has no type of its own for it.
    return std::strstr(error.what(), "DefaultCPUAllocator") != nullptr
        || std::strstr(error.what(), "allocate memory") != nullptr
        || std::strstr(error.what(), "out of memory") != nullptr;
}

NetworkRunner::NetworkRunner(Forward forward, Forward onCpu)
    : m_forward(std::move(forward))
    , m_onCpu(std::move(onCpu))
{
}

at::Tensor NetworkRunner::run(const at::Tensor &inputs)
{
    const int64_t count = inputs.size(0);
    if (count == 1) {
        return runOne(inputs);
    }
    if (m_largestBatch == 0 || count <= m_largestBatch) {
        try {
            return m_forward(inputs);
        } catch (const std::exception &error) {
            if (!isOutOfMemory(error)) {
                throw;
            }
            m_largestBatch = count / 2;
            notice(QObject::tr("Memory ran short: fewer slices at a time."));
        }
    }
    const int64_t first = count / 2;
    return at::cat({run(inputs.narrow(0, 0, first)), run(inputs.narrow(0, first, count - first))});
}

at::Tensor NetworkRunner::runOne(const at::Tensor &input)
{
    for (;;) {
        try {
            return m_tiled && !m_onCpuNow ? runTiled(input) : m_forward(input);
        } catch (const std::exception &error) {
            if (!isOutOfMemory(error)) {
                throw;
            }
            const bool canTile = !m_tiled && tileSide(std::min(input.size(2), input.size(3))) > 0;
            if (canTile) {
                m_tiled = true;
                notice(QObject::tr("Memory ran short: segmented in tiles, which see less of their surroundings."));
            } else if (m_onCpu && !m_onCpuNow) {
                m_forward = m_onCpu;
                m_onCpuNow = true;
                notice(QObject::tr("The GPU's memory did not suffice: segmented on the CPU."));
            } else {
                throw;
            }
        }
    }
}

at::Tensor NetworkRunner::runTiled(const at::Tensor &input)
{
    const QSize size(int(input.size(3)), int(input.size(2)));
    const int side = tileSide(std::min(size.width(), size.height()));
    const int overlap = side / 4;
    const std::vector<float> feather = featherWeights(side, overlap);
    const at::Tensor line = at::tensor(feather);
    const at::Tensor weights = line.unsqueeze(1) * line.unsqueeze(0);
    at::Tensor sum;
    at::Tensor total = at::zeros({size.height(), size.width()});
    for (const QRect &tile : tilesOf(size, side, overlap)) {
        const auto cut = [&tile, side](const at::Tensor &tensor) {
            return tensor.narrow(-2, tile.top(), side).narrow(-1, tile.left(), side);
        };
        const at::Tensor output = m_forward(cut(input).contiguous());
        if (!sum.defined()) {
            sum = at::zeros({1, output.size(1), size.height(), size.width()});
        }
        cut(sum).add_(output * weights);
        cut(total).add_(weights);
    }
    return sum.div_(total);
}

void NetworkRunner::notice(const QString &line)
{
    if (!m_notices.contains(line)) {
        m_notices.append(line);
    }
}

} // namespace vmunet
