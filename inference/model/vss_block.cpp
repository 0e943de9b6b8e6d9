// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/vss_block.h"

#include "inference/model/drop_path.h"

namespace vmunet {

VssBlock::VssBlock(std::int64_t channels, std::int64_t stateSize, double dropPathRate)
    : m_norm(register_module("ln_1", std::make_shared<NormLayer>(channels)))
    , m_attention(register_module("self_attention", std::make_shared<Ss2d>(channels, stateSize)))
    , m_dropPathRate(dropPathRate)
{
}

at::Tensor VssBlock::forward(const at::Tensor &x) const
{
    at::Tensor branch = m_attention->forward(m_norm->forward(x));
    if (is_training()) {
        branch = dropPath(branch, m_dropPathRate);
    }
    return at::GradMode::is_enabled() ? x + branch : branch.add_(x);
}

} // namespace vmunet
