// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/layers.h"

namespace vmunet {

/// Back to the image's resolution: linear to four times the channels, which become a 4x4 cell of a quarter as many
/// each, layer norm.
class FinalExpansion : public torch::nn::Module {
public:
    explicit FinalExpansion(std::int64_t channels);
    /// [B, H, W, C] -> [B, H, W, 4, 4, C/4]: per token the rows, then the columns of its cell. The pixels stay
    /// there because what follows works on each alone; cellsToPixels() moves them when there is least to move.
    at::Tensor forward(const at::Tensor &x) const;

private:
    std::shared_ptr<LinearLayer> m_expand;
    std::shared_ptr<NormLayer> m_norm;
};

/// [B, H, W, 4, 4, C] -> [B, C, 4H, 4W], contiguous.
at::Tensor cellsToPixels(const at::Tensor &cells);

} // namespace vmunet
