// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/vss_stage.h"

namespace vmunet {

VssStage::VssStage(
    std::int64_t channels, std::int64_t stateSize, std::span<const double> dropPathRates, Resampling resampling)
{
    const auto list = register_module("blocks", std::make_shared<torch::nn::Module>("blocks"));
    for (const double rate : dropPathRates) {
        m_blocks.push_back(list->register_module(
            std::to_string(m_blocks.size()), std::make_shared<VssBlock>(channels, stateSize, rate)));
    }
    if (resampling == Resampling::MergingAfter) {
        m_merging = register_module("downsample", std::make_shared<PatchMerging>(channels));
    } else if (resampling == Resampling::ExpandingBefore) {
        m_expanding = register_module("upsample", std::make_shared<PatchExpanding>(2 * channels));
    }
}

at::Tensor VssStage::forward(const at::Tensor &x) const
{
    at::Tensor features = m_expanding ? m_expanding->forward(x) : x;
    for (const auto &block : m_blocks) {
        features = block->forward(features);
    }
    return m_merging ? m_merging->forward(features) : features;
}

} // namespace vmunet
