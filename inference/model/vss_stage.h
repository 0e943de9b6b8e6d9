// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/patch_expanding.h"
#include "inference/model/patch_merging.h"
#include "inference/model/vss_block.h"

#include <span>

namespace vmunet {

/// Some blocks at one resolution, with an expansion before or a merging after them.
class VssStage : public torch::nn::Module {
public:
    enum class Resampling { None, MergingAfter, ExpandingBefore };

    /// One block for each rate. `channels`: those of the blocks.
    VssStage(
        std::int64_t channels, std::int64_t stateSize, std::span<const double> dropPathRates, Resampling resampling);
    /// Channels-last. Merging halves sides and doubles channels at the end, expanding the reverse at the start.
    at::Tensor forward(const at::Tensor &x) const;
    const std::vector<std::shared_ptr<VssBlock>> &blocks() const { return m_blocks; }

private:
    std::vector<std::shared_ptr<VssBlock>> m_blocks;
    std::shared_ptr<PatchMerging> m_merging; ///< Null where there is none.
    std::shared_ptr<PatchExpanding> m_expanding; ///< Null where there is none.
};

} // namespace vmunet
