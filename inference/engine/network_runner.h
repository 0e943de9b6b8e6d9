// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <ATen/core/Tensor.h>

#include <functional>

namespace vmunet {

/// Runs a network on batches and, where memory does not suffice, tries in turn smaller batches, tiles and the CPU. What
/// was learnt holds for the rest of the runner's life: one segmentation.
class NetworkRunner {
public:
    /// Inputs [B, C, S, S] to probabilities [B, classes, S, S], both float32 on the CPU.
    using Forward = std::function<at::Tensor(const at::Tensor &)>;

    /// `onCpu` is empty where `forward` runs there already.
    NetworkRunner(Forward forward, Forward onCpu);

    /// Throws what the network throws; memory that does not suffice only when nothing is left to try.
    at::Tensor run(const at::Tensor &inputs);

    bool fellBackToCpu() const { return m_onCpuNow; }
    const QStringList &notices() const { return m_notices; } ///< For the person, one line each.

private:
    at::Tensor runOne(const at::Tensor &input);
    at::Tensor runTiled(const at::Tensor &input);
    void notice(const QString &line);

    Forward m_forward;
    Forward m_onCpu;
    QStringList m_notices;
    int64_t m_largestBatch = 0; ///< 0: no limit met.
    bool m_tiled = false;
    bool m_onCpuNow = false;
};

/// True for what Torch and the standard library throw when memory does not suffice.
bool isOutOfMemory(const std::exception &error);

} // namespace vmunet
