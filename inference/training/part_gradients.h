// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/batch_loader.h"
#include "inference/training/losses.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>

namespace vmunet {

struct ClassSums;
class TrainingGroup;

/// How a batch goes through the network where memory does not suffice for all of it.
struct StepParts {
    int largest = 0; ///< Images at once; 0: the whole batch.
    std::optional<std::uint64_t> seed; ///< Of stochastic depth; each part has its own, derived from it.
    std::function<bool()> goOn; ///< Asked between parts; false: the batch is dropped, as if it had not begun.
};

struct StepResult {
    double loss = 0; ///< Of the whole batch.
    bool dropped = false;
};

/// Adds the gradients of a batch's loss to the network's parameters, part by part. They are those of the whole batch at
/// once but for rounding: the losses of one class are means over images; that of several classes is not, so its sums
/// over the batch are computed first, by one more forward pass without gradients. With stochastic depth the parts draw
/// other numbers than the whole.
class PartGradients {
public:
    using Forward = std::function<at::Tensor(const at::Tensor &images)>; ///< To logits in float32.

    /// `scale` multiplies the loss before the backward pass.
    PartGradients(Forward forward, std::int64_t classes, const LossOptions &loss, at::Device device, double scale = 1);
    /// Batches are shares: the loss is that of all of them, the gradients are this share's part of its gradients.
    void setGroup(TrainingGroup *group) { m_group = group; }

    /// Where the loss is not a number the gradients are of no use. Throws Torch's exceptions.
    StepResult add(const Batch &batch, const StepParts &parts);

private:
    struct Part;
    Part part(std::int64_t first) const;
    at::Tensor logitsOf(const Part &part) const;
    double addWhole();
    double addBinary(const Part &part);
    StepResult addParts();
    void sumOverGroup(ClassSums &sums) const;
    void backward(const at::Tensor &loss) const;

    Forward m_forward;
    std::int64_t m_classes;
    LossOptions m_loss;
    at::Device m_device;
    double m_scale;
    at::Tensor m_images; ///< Of the batch under way, on the host.
    at::Tensor m_targets;
    std::int64_t m_size = 0; ///< Of a part.
    StepParts m_parts;
    TrainingGroup *m_group = nullptr;
    std::int64_t m_allCount = 0; ///< Images in all shares.
};

} // namespace vmunet
