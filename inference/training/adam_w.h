// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace vmunet {

/// Adam with decoupled weight decay on all parameters alike, no AMSGrad, no clipping. Its state is what a checkpoint's
/// `optimizer_state_dict` holds, in the order of the parameters.
class AdamW {
public:
    struct Options {
        double beta1 = 0.9;
        double beta2 = 0.999;
        double epsilon = 1e-8;
        double weightDecay = 1e-2;
    };

    struct State {
        std::vector<at::Tensor> step; ///< One element each, float.
        std::vector<at::Tensor> expAvg;
        std::vector<at::Tensor> expAvgSq;
    };

    AdamW(std::vector<at::Tensor> parameters, Options options);

    /// One update with the parameters' gradients. A parameter without a gradient is left alone.
    void step(double learningRate);
    void zeroGrad();
    /// Multiply the learning rate, one for each parameter.
    void setRateFactors(std::vector<double> factors);

    const Options &options() const { return m_options; }
    const State &state() const { return m_state; }
    /// Copies another run's state. Throws c10::Error where number or shapes differ from the parameters'.
    void setState(const State &state);

private:
    void step(double learningRate, double factor);

    std::vector<at::Tensor> m_parameters;
    Options m_options;
    State m_state;
    std::vector<double> m_rateFactors;
};

} // namespace vmunet
