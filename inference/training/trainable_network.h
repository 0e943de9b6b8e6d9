// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/vm_unet.h"
#include "inference/training/batch_loader.h"
#include "inference/training/loss_scaler.h"
#include "inference/training/optimizer.h"
#include "inference/training/part_gradients.h"

#include <optional>

namespace vmunet {

/// The images [B,C,S,S] or targets of a batch on a device; classes decide the targets' type: [B,S,S] float for one,
/// int64 for more. They may borrow the batch's memory.
at::Tensor imageTensor(const Batch &batch, at::Device device);
at::Tensor targetTensor(const Batch &batch, std::int64_t classes, at::Device device);

/// A network with its optimizer and, if wanted, the moving average of its weights. Throws Torch's exceptions.
class TrainableNetwork {
public:
    /// `averageDecay`: per step, 0 for no average. `type`: what the forward pass multiplies in; weights and optimizer
    /// are float32 in any case.
    TrainableNetwork(
        VmUnet network, const Optimizer::Options &options, double averageDecay, at::ScalarType type = at::kFloat);

    /// One training step. Returns the loss; where that is not a number the weights are left as they were. In float16 a
    /// step whose gradients overflow changes no weights and halves the loss scale.
    double step(const Batch &batch, double learningRate) { return step(batch, learningRate, StepParts{}).loss; }
    /// The same in parts. A dropped step changes nothing; memory that runs out does not either, and can be tried again.
    StepResult step(const Batch &batch, double learningRate, const StepParts &parts);
    void setLoss(const LossOptions &loss) { m_loss = loss; }
    /// Batches are this process' shares from here on; all processes come to the same weights.
    void setGroup(TrainingGroup *group) { m_group = group; }

    VmUnet &network() { return m_network; }
    /// What is validated and kept: the average where there is one.
    VmUnet &result() { return m_average ? *m_average : m_network; }
    std::optional<VmUnet> &average() { return m_average; }
    Optimizer &optimizer() { return m_optimizer; }
    at::Device device() const { return m_device; }
    bool scalesLoss() const { return m_type == at::kHalf; }
    LossScaler &scaler() { return m_scaler; }

private:
    bool gradientsAreFinite();
    void updateAverage();

    VmUnet m_network;
    at::Device m_device;
    Optimizer m_optimizer;
    double m_averageDecay;
    at::ScalarType m_type;
    LossScaler m_scaler;
    LossOptions m_loss;
    TrainingGroup *m_group = nullptr;
    std::optional<VmUnet> m_average;
};

} // namespace vmunet
