// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/vm_unet_config.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <stdexcept>

namespace vmunet {

namespace {

// Beyond these a configuration is a damaged file, not a network.
constexpr std::int64_t kMaxChannels = 1 << 14;
constexpr std::int64_t kMaxDepth = 1024;
constexpr std::int64_t kMaxStages = 8;

using Shape = std::vector<std::int64_t>;
using Add = std::function<void(const std::string &, Shape)>;

void require(bool holds, const std::string &message)
{
    if (!holds) {
        throw std::invalid_argument("VM-UNet: " + message);
    }
}

void addNorm(const Add &add, const std::string &prefix, std::int64_t channels)
{
    add(prefix + ".weight", {channels});
    add(prefix + ".bias", {channels});
}

void addBlock(const Add &add, const std::string &prefix, std::int64_t channels, std::int64_t states)
{
    const std::int64_t inner = 2 * channels;
    const std::int64_t rank = deltaRank(channels);
    addNorm(add, prefix + ".ln_1", channels);
    const std::string attention = prefix + ".self_attention.";
    add(attention + "x_proj_weight", {4, rank + 2 * states, inner});
    add(attention + "dt_projs_weight", {4, inner, rank});
    add(attention + "dt_projs_bias", {4, inner});
    add(attention + "A_logs", {4 * inner, states});
    add(attention + "Ds", {4 * inner});
    add(attention + "in_proj.weight", {2 * inner, channels});
    add(attention + "conv2d.weight", {inner, 1, 3, 3});
    add(attention + "conv2d.bias", {inner});
    addNorm(add, attention + "out_norm", inner);
    add(attention + "out_proj.weight", {channels, inner});
}

void addStage(const Add &add, const std::string &prefix, std::int64_t depth, std::int64_t channels, std::int64_t states)
{
    for (std::int64_t n = 0; n < depth; ++n) {
        addBlock(add, prefix + ".blocks." + std::to_string(n), channels, states);
    }
}

} // namespace

std::int64_t deltaRank(std::int64_t channels)
{
    return (channels + 15) / 16;
}

std::int64_t sizeMultiple(const VmUnetConfig &config)
{
    return kPatchSize << (config.dims.size() - 1);
}

void validate(const VmUnetConfig &config)
{
    const auto stages = std::int64_t(config.dims.size());
    require(stages >= 1 && stages <= kMaxStages, "1 to 8 stages, not " + std::to_string(stages));
    require(config.encoderDepths.size() == config.dims.size() && config.decoderDepths.size() == config.dims.size(),
        "encoder and decoder need a depth for each of the " + std::to_string(stages) + " stages");
    require(config.dims[0] >= 4 && config.dims[0] % 4 == 0, "the first stage's channels must be a multiple of 4");
    for (std::size_t i = 0; i < config.dims.size(); ++i) {
        require(config.dims[i] <= kMaxChannels, "no more than 16384 channels");
        require(i == 0 || config.dims[i] == 2 * config.dims[i - 1], "each stage needs twice the channels before it");
        const auto [low, high] = std::minmax(config.encoderDepths[i], config.decoderDepths[i]);
        require(low >= 1 && high <= kMaxDepth, "a stage needs 1 to 1024 blocks");
    }
    require(config.classes >= 1 && config.classes <= 65535, "1 to 65535 classes");
    require(config.stateSize >= 1 && config.stateSize <= 256, "a state size of 1 to 256");
    require(config.inputChannels >= 1 && config.inputChannels <= 64, "1 to 64 input channels");
    require(config.dropPathRate >= 0 && config.dropPathRate < 1, "a drop path rate of at least 0 and below 1");
}

std::vector<ParameterShape> parameterShapes(const VmUnetConfig &config)
{
    std::vector<ParameterShape> shapes;
    const Add add = [&shapes](const std::string &name, Shape shape) {
        shapes.push_back({"vmunet." + name, std::move(shape)});
    };
    const std::int64_t base = config.dims[0];
    const std::size_t stages = config.dims.size();
    add("patch_embed.proj.weight", {base, config.inputChannels, kPatchSize, kPatchSize});
    add("patch_embed.proj.bias", {base});
    addNorm(add, "patch_embed.norm", base);
    for (std::size_t i = 0; i < stages; ++i) {
        const std::string prefix = "layers." + std::to_string(i);
        addStage(add, prefix, config.encoderDepths[i], config.dims[i], config.stateSize);
        if (i + 1 < stages) {
            add(prefix + ".downsample.reduction.weight", {2 * config.dims[i], 4 * config.dims[i]});
            addNorm(add, prefix + ".downsample.norm", 4 * config.dims[i]);
        }
    }
    for (std::size_t j = 0; j < stages; ++j) {
        const std::string prefix = "layers_up." + std::to_string(j);
        const std::int64_t channels = config.dims[stages - 1 - j];
        addStage(add, prefix, config.decoderDepths[j], channels, config.stateSize);
        if (j > 0) {
            add(prefix + ".upsample.expand.weight", {4 * channels, 2 * channels});
            addNorm(add, prefix + ".upsample.norm", channels);
        }
    }
    add("final_up.expand.weight", {4 * base, base});
    addNorm(add, "final_up.norm", base / 4);
    add("final_conv.weight", {config.classes, base / 4, 1, 1});
    add("final_conv.bias", {config.classes});
    return shapes;
}

std::int64_t parameterCount(const VmUnetConfig &config)
{
    std::int64_t count = 0;
    for (const ParameterShape &parameter : parameterShapes(config)) {
        count += std::accumulate(
            parameter.shape.begin(), parameter.shape.end(), std::int64_t{1}, std::multiplies<std::int64_t>());
    }
    return count;
}

} // namespace vmunet
