// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/optimizer_rule.h"

#include <ATen/core/Tensor.h>

#include <span>
#include <vector>

namespace vmunet {

/// Changes weights by their gradients. Its state is what a checkpoint's `optimizer_state_dict` holds, in the order of
/// the parameters and under PyTorch's names.
class Optimizer {
public:
    struct Options {
        OptimizerRule rule = OptimizerRule::AdamW;
        double beta1 = 0.9; ///< Adam and its kin.
        double beta2 = 0.999;
        double weightDecay = 1e-2;
        double momentum = 0.9; ///< SGD alone.

        /// Against division by 0; the rule's own.
        double epsilon() const;
    };

    /// One thing that is remembered of each parameter.
    struct Slot {
        const char *name; ///< In a checkpoint.
        bool isNumber = false; ///< One float, not a tensor of the parameter's shape.
    };

    /// By slot, then by parameter.
    using State = std::vector<std::vector<at::Tensor>>;

    Optimizer(std::vector<at::Tensor> parameters, Options options);

    /// One update with the parameters' gradients. A parameter without a gradient is left alone.
    void step(double learningRate);
    void zeroGrad();
    /// Multiply the learning rate, one for each parameter.
    void setRateFactors(std::vector<double> factors);

    const Options &options() const { return m_options; }
    /// The first is always "step", the number of updates so far.
    std::span<const Slot> slots() const;
    const State &state() const { return m_state; }
    size_t parameterCount() const { return m_parameters.size(); }
    /// Updates of the parameter that had most.
    double updates() const;
    /// Copies another run's state. Throws c10::Error where number or shapes differ from the parameters'.
    void setState(const State &state);

private:
    void stepFused(double learningRate, double factor);
    void stepOne(size_t parameter, double learningRate);

    std::vector<at::Tensor> m_parameters;
    Options m_options;
    State m_state;
    std::vector<double> m_rateFactors;
};

} // namespace vmunet
