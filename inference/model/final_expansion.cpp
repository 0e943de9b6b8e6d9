// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/final_expansion.h"

#include "inference/model/vm_unet_config.h"

namespace vmunet {

FinalExpansion::FinalExpansion(std::int64_t channels)
    : m_expand(register_module("expand", std::make_shared<LinearLayer>(channels, 4 * channels)))
    , m_norm(register_module("norm", std::make_shared<NormLayer>(channels / 4)))
{
}

at::Tensor FinalExpansion::forward(const at::Tensor &x) const
{
    const at::Tensor expanded = m_expand->forward(x);
    return m_norm->forward(expanded.view({x.size(0), x.size(1), x.size(2), kPatchSize, kPatchSize, x.size(3) / 4}));
}

at::Tensor cellsToPixels(const at::Tensor &cells)
{
    return cells.permute({0, 5, 1, 3, 2, 4})
        .reshape({cells.size(0), cells.size(5), cells.size(1) * kPatchSize, cells.size(2) * kPatchSize});
}

} // namespace vmunet
