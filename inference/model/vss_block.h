// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/layers.h"
#include "inference/model/ss2d.h"

namespace vmunet {

/// The visual state space block: x + dropPath(SS2D(norm(x))), channels-last, shape unchanged.
class VssBlock : public torch::nn::Module {
public:
    VssBlock(std::int64_t channels, std::int64_t stateSize, double dropPathRate);
    at::Tensor forward(const at::Tensor &x) const;
    double dropPathRate() const { return m_dropPathRate; }
    void setScanBypass(bool bypass) { m_attention->setScanBypass(bypass); }
    /// The branch's inner results are computed again in the backward pass instead of being kept.
    void setCheckpointing(bool checkpointing) { m_checkpointing = checkpointing; }

private:
    at::Tensor branch(const at::Tensor &x) const;

    std::shared_ptr<NormLayer> m_norm;
    std::shared_ptr<Ss2d> m_attention;
    double m_dropPathRate;
    bool m_checkpointing = false;
};

} // namespace vmunet
