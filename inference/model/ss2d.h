// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/layers.h"

namespace vmunet {

/// The 2D selective scan unit of VMamba: gate, depthwise convolution and a scan in four directions over the pixels.
class Ss2d : public torch::nn::Module {
public:
    Ss2d(std::int64_t channels, std::int64_t stateSize);
    /// [B, H, W, C] -> [B, H, W, C].
    at::Tensor forward(const at::Tensor &x) const;
    /// Replaces the scan by the identity, to measure what it costs. The rest of the unit runs as ever.
    void setScanBypass(bool bypass) { m_scanBypass = bypass; }

private:
    at::Tensor convolve(const at::Tensor &x) const;
    at::Tensor scan(const at::Tensor &x) const;

    std::int64_t m_inner; ///< E, twice the channels.
    at::Tensor m_xProjection; ///< [4, R + 2N, E]
    at::Tensor m_deltaProjection; ///< [4, E, R]
    at::Tensor m_deltaBias; ///< [4, E]
    at::Tensor m_logA; ///< [4E, N]; A is minus its exponential.
    at::Tensor m_skip; ///< [4E], D of the scan.
    mutable PackedLinear m_featureProduct;
    mutable PackedLinear m_gateProduct;
    mutable PackedLinear m_xProduct;
    mutable WeightCache m_A; ///< [4E, N]
    std::shared_ptr<LinearLayer> m_inProjection;
    std::shared_ptr<ConvolutionLayer> m_convolution;
    std::shared_ptr<NormLayer> m_norm;
    std::shared_ptr<LinearLayer> m_outProjection;
    bool m_scanBypass = false;
};

} // namespace vmunet
