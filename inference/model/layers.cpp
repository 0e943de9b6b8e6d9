// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/layers.h"

#include "inference/ops/norm_gate.h"

namespace vmunet {

namespace {

constexpr double kNormEpsilon = 1e-5;

} // namespace

LinearLayer::LinearLayer(std::int64_t in, std::int64_t out)
    : m_weight(register_parameter("weight", at::empty({out, in})))
{
}

at::Tensor LinearLayer::forward(const at::Tensor &x) const
{
    return m_product(x, m_weight);
}

NormLayer::NormLayer(std::int64_t channels)
    : m_channels(channels)
    , m_weight(register_parameter("weight", at::empty({channels})))
    , m_bias(register_parameter("bias", at::empty({channels})))
{
}

at::Tensor NormLayer::forward(const at::Tensor &x) const
{
    return at::layer_norm(x, {m_channels}, m_weight, m_bias, kNormEpsilon);
}

at::Tensor NormLayer::forwardGated(const at::Tensor &x, const at::Tensor &gate) const
{
    return normGate(x, gate, m_weight, m_bias, kNormEpsilon);
}

ConvolutionLayer::ConvolutionLayer(std::int64_t inPerGroup, std::int64_t out, std::int64_t side)
    : m_weight(register_parameter("weight", at::empty({out, inPerGroup, side, side})))
    , m_bias(register_parameter("bias", at::empty({out})))
{
}

} // namespace vmunet
