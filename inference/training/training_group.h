// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "inference/training/launcher_place.h"

#include <ATen/core/Tensor.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace vmunet {

/// Another process of the group has ended, or cannot be reached.
class GroupError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Processes that train one network together: each computes the gradients of its share of every batch, their sums move
/// the same weights everywhere (data parallel). Speaks through LibTorch's c10d with Gloo, from one thread. All
/// processes make the same calls in the same order. One in a process: LibTorch's record of what groups do is not made for
/// several threads.
class TrainingGroup {
public:
    /// Waits up to two minutes for the others. Errors: Io names the address; Unsupported.
    static Result<std::unique_ptr<TrainingGroup>> join(const LauncherPlace &place);
    ~TrainingGroup();
    TrainingGroup(const TrainingGroup &) = delete;
    TrainingGroup &operator=(const TrainingGroup &) = delete;

    const LauncherPlace &place() const { return m_place; }
    bool isFirst() const { return m_place.rank == 0; }

    /// Sums over the processes, in place: the same bits everywhere. Tensors of other devices go through host memory.
    /// Throws GroupError.
    void sum(at::Tensor &values);
    std::vector<double> sum(const std::vector<double> &values);
    /// The gradients of all parameters that have or want one, in one go; a missing one counts as 0. Throws GroupError.
    void sumGradients(const std::vector<at::Tensor> &parameters);
    /// Whether all processes gave the same text. Throws GroupError.
    bool agreesOn(const QByteArray &text);
    /// True for all as soon as one says so. Throws GroupError.
    bool any(bool value) { return sum(std::vector<double>{value ? 1.0 : 0.0}).front() > 0; }

private:
    struct Backend;
    TrainingGroup(LauncherPlace place, std::unique_ptr<Backend> backend);

    LauncherPlace m_place;
    std::unique_ptr<Backend> m_backend;
};

} // namespace vmunet
