// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/layers.h"

namespace vmunet {

/// Doubles the resolution: linear to twice the channels, which become a 2x2 cell of half as many each, layer norm.
class PatchExpanding : public torch::nn::Module {
public:
    /// `channels`: those of the input.
    explicit PatchExpanding(std::int64_t channels);
    /// [B, H, W, C] -> [B, 2H, 2W, C/2].
    at::Tensor forward(const at::Tensor &x) const;

private:
    std::shared_ptr<LinearLayer> m_expand;
    std::shared_ptr<NormLayer> m_norm;
};

} // namespace vmunet
