// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/patch_expanding.h"

namespace vmunet {

PatchExpanding::PatchExpanding(std::int64_t channels)
    : m_expand(register_module("expand", std::make_shared<LinearLayer>(channels, 2 * channels)))
    , m_norm(register_module("norm", std::make_shared<NormLayer>(channels / 2)))
{
}

at::Tensor PatchExpanding::forward(const at::Tensor &x) const
{
    const std::int64_t batch = x.size(0);
    const std::int64_t rows = x.size(1);
    const std::int64_t columns = x.size(2);
    const std::int64_t channels = x.size(3) / 2;
    // The norm goes over the last axis only, so it can come before the pixels move.
    const at::Tensor cells = m_norm->forward(m_expand->forward(x).view({batch, rows, columns, 2, 2, channels}));
    return cells.permute({0, 1, 3, 2, 4, 5}).reshape({batch, 2 * rows, 2 * columns, channels});
}

} // namespace vmunet
