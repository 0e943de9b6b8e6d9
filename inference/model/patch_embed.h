// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/layers.h"

namespace vmunet {

/// Cuts the image into 4x4 patches and maps each to a token: a 4x4 convolution of stride 4, then a layer norm.
class PatchEmbed : public torch::nn::Module {
public:
    PatchEmbed(std::int64_t inputChannels, std::int64_t channels);
    /// [B, inputChannels, H, W], H and W multiples of 4 -> [B, H/4, W/4, channels].
    at::Tensor forward(const at::Tensor &images) const;

private:
    std::shared_ptr<ConvolutionLayer> m_projection;
    std::shared_ptr<NormLayer> m_norm;
};

} // namespace vmunet
