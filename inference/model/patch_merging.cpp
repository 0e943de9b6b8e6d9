// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/patch_merging.h"

namespace vmunet {

PatchMerging::PatchMerging(std::int64_t channels)
    : m_reduction(register_module("reduction", std::make_shared<LinearLayer>(4 * channels, 2 * channels)))
    , m_norm(register_module("norm", std::make_shared<NormLayer>(4 * channels)))
{
}

at::Tensor PatchMerging::forward(const at::Tensor &x) const
{
    const std::int64_t rows = x.size(1) / 2;
    const std::int64_t columns = x.size(2) / 2;
    // Channel order of a cell: the row within it changes faster than the column.
    const at::Tensor cells = x.slice(1, 0, 2 * rows)
                                 .slice(2, 0, 2 * columns)
                                 .reshape({x.size(0), rows, 2, columns, 2, x.size(3)})
                                 .permute({0, 1, 3, 4, 2, 5})
                                 .flatten(3);
    return m_reduction->forward(m_norm->forward(cells));
}

} // namespace vmunet
