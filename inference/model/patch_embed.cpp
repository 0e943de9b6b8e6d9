// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/patch_embed.h"

#include "inference/model/vm_unet_config.h"

namespace vmunet {

PatchEmbed::PatchEmbed(std::int64_t inputChannels, std::int64_t channels)
    : m_projection(register_module("proj", std::make_shared<ConvolutionLayer>(inputChannels, channels, kPatchSize)))
    , m_norm(register_module("norm", std::make_shared<NormLayer>(channels)))
{
}

at::Tensor PatchEmbed::forward(const at::Tensor &images) const
{
    const std::int64_t rows = images.size(2) / kPatchSize;
    const std::int64_t columns = images.size(3) / kPatchSize;
    // Patches do not overlap, so the convolution is one matrix product, which gives channels-last at once.
    const at::Tensor patches = images.reshape({images.size(0), images.size(1), rows, kPatchSize, columns, kPatchSize})
                                   .permute({0, 2, 4, 1, 3, 5})
                                   .flatten(3);
    const at::Tensor weight = m_projection->weight().flatten(1);
    return m_norm->forward(at::linear(patches.to(weight.scalar_type()), weight, m_projection->bias()));
}

} // namespace vmunet
