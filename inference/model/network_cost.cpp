// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/vm_unet_config.h"

namespace vmunet {

namespace {

void addBlocks(NetworkCost &cost, std::int64_t depth, std::int64_t channels, std::int64_t states, std::int64_t pixels)
{
    const std::int64_t inner = 2 * channels;
    const std::int64_t rank = deltaRank(channels);
    const std::int64_t projected = 4 * (rank + 2 * states);
    const std::int64_t perPixel = channels * 2 * inner // in_proj
        + 9 * inner // conv2d
        + inner * projected // x_proj
        + 4 * inner * rank // dt_projs
        + inner * channels; // out_proj
    cost.multiplyAdds += depth * pixels * perPixel;
    cost.scanExponentials += depth * pixels * 4 * inner * (states + 1);
    const std::int64_t weights = 4 * inner * (rank + 1 + states + 1);
    cost.scanElements += depth * (pixels * (2 * inner + projected) + weights);
}

} // namespace

NetworkCost costOf(const VmUnetConfig &config, std::int64_t rows, std::int64_t columns)
{
    NetworkCost cost;
    const std::int64_t base = config.dims[0];
    const std::int64_t patches = rows / kPatchSize * (columns / kPatchSize);
    const std::size_t stages = config.dims.size();
    cost.multiplyAdds += patches * base * config.inputChannels * kPatchSize * kPatchSize;
    for (std::size_t i = 0; i < stages; ++i) {
        const std::int64_t channels = config.dims[i];
        const std::int64_t pixels = patches >> (2 * i);
        const std::int64_t depth = config.encoderDepths[i] + config.decoderDepths[stages - 1 - i];
        addBlocks(cost, depth, channels, config.stateSize, pixels);
        if (i + 1 < stages) {
            cost.multiplyAdds += pixels / 4 * (4 * channels) * (2 * channels); // Merging after the encoder stage.
            cost.multiplyAdds += pixels / 4 * (2 * channels) * (4 * channels); // Expanding before the decoder stage.
        }
    }
    cost.multiplyAdds += patches * base * 4 * base; // Final expansion.
    cost.multiplyAdds += patches * kPatchSize * kPatchSize * base / 4 * config.classes;
    return cost;
}

} // namespace vmunet
