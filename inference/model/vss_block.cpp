// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/vss_block.h"

#include "inference/model/checkpointed.h"
#include "inference/model/drop_path.h"

namespace vmunet {

VssBlock::VssBlock(std::int64_t channels, std::int64_t stateSize, double dropPathRate)
    : m_norm(register_module("ln_1", std::make_shared<NormLayer>(channels)))
    , m_attention(register_module("self_attention", std::make_shared<Ss2d>(channels, stateSize)))
    , m_dropPathRate(dropPathRate)
{
}

at::Tensor VssBlock::branch(const at::Tensor &x) const
{
    const at::Tensor result = m_attention->forward(m_norm->forward(x));
    return is_training() ? dropPath(result, m_dropPathRate) : result;
}

at::Tensor VssBlock::forward(const at::Tensor &x) const
{
    if (!at::GradMode::is_enabled()) {
        return branch(x).add_(x);
    }
    // The sum stays outside: it keeps nothing, and gradients are added in the same order either way.
    return x + (m_checkpointing ? checkpointed([this](const at::Tensor &in) { return branch(in); }, x) : branch(x));
}

} // namespace vmunet
