// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/ops/packed_linear.h"

#include <torch/nn/module.h>

/// The plain layers of the network. Their values are not initialised: initialisation.h or a checkpoint sets them.
namespace vmunet {

/// [..., in] -> [..., out], no bias.
class LinearLayer : public torch::nn::Module {
public:
    LinearLayer(std::int64_t in, std::int64_t out);
    at::Tensor forward(const at::Tensor &x) const;
    const at::Tensor &weight() const { return m_weight; } ///< [out, in]

private:
    at::Tensor m_weight;
    mutable PackedLinear m_product;
};

/// Layer norm over the last axis, eps 1e-5, with weight and bias.
class NormLayer : public torch::nn::Module {
public:
    explicit NormLayer(std::int64_t channels);
    at::Tensor forward(const at::Tensor &x) const;
    /// forward(x) * silu(gate), of the gate's type, and without gradients in its place.
    at::Tensor forwardGated(const at::Tensor &x, const at::Tensor &gate) const;

private:
    std::int64_t m_channels;
    at::Tensor m_weight;
    at::Tensor m_bias;
};

/// Holds the weight [out, in / groups, side, side] and the bias [out] of a convolution; its owner applies them.
class ConvolutionLayer : public torch::nn::Module {
public:
    ConvolutionLayer(std::int64_t inPerGroup, std::int64_t out, std::int64_t side);
    const at::Tensor &weight() const { return m_weight; }
    const at::Tensor &bias() const { return m_bias; }

private:
    at::Tensor m_weight;
    at::Tensor m_bias;
};

} // namespace vmunet
