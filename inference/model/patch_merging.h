// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/layers.h"

namespace vmunet {

/// Halves the resolution: the four pixels of each 2x2 cell side by side, layer norm, linear to twice the channels.
class PatchMerging : public torch::nn::Module {
public:
    explicit PatchMerging(std::int64_t channels);
    /// [B, H, W, C] -> [B, H/2, W/2, 2C], rounding down.
    at::Tensor forward(const at::Tensor &x) const;

private:
    std::shared_ptr<LinearLayer> m_reduction;
    std::shared_ptr<NormLayer> m_norm;
};

} // namespace vmunet
