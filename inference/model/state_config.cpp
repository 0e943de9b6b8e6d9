// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/checkpoint.h"

#include <ATen/core/Tensor.h>

#include <set>
#include <sstream>
#include <unordered_map>

namespace vmunet {

namespace {

using Tensors = std::unordered_map<std::string, at::Tensor>;

std::string text(at::IntArrayRef shape)
{
    std::ostringstream stream;
    stream << shape;
    return stream.str();
}

const at::Tensor &tensor(const Tensors &tensors, const std::string &name, std::int64_t dimensions)
{
    const auto found = tensors.find(name);
    if (found == tensors.end()) {
        throw CheckpointError("tensor missing: " + name);
    }
    if (found->second.dim() != dimensions) {
        throw CheckpointError("shape differs: " + name + " has " + text(found->second.sizes()) + ", expected "
            + std::to_string(dimensions) + " dimensions");
    }
    return found->second;
}

std::int64_t depth(const Tensors &tensors, const std::string &stage)
{
    std::int64_t blocks = 0;
    while (tensors.contains(stage + ".blocks." + std::to_string(blocks) + ".ln_1.weight")) {
        ++blocks;
    }
    return blocks;
}

VmUnetConfig readConfig(const Tensors &tensors)
{
    VmUnetConfig config;
    const at::Tensor &embedding = tensor(tensors, "vmunet.patch_embed.proj.weight", 4);
    config.inputChannels = embedding.size(1);
    config.dims = {embedding.size(0)};
    config.encoderDepths.clear();
    config.decoderDepths.clear();
    std::string stage = "vmunet.layers.0";
    while (tensors.contains(stage + ".downsample.reduction.weight")) {
        config.encoderDepths.push_back(depth(tensors, stage));
        config.dims.push_back(tensor(tensors, stage + ".downsample.reduction.weight", 2).size(0));
        stage = "vmunet.layers." + std::to_string(config.encoderDepths.size());
    }
    config.encoderDepths.push_back(depth(tensors, stage));
    for (std::size_t j = 0; j < config.dims.size(); ++j) {
        config.decoderDepths.push_back(depth(tensors, "vmunet.layers_up." + std::to_string(j)));
    }
    config.stateSize = tensor(tensors, "vmunet.layers.0.blocks.0.self_attention.A_logs", 2).size(1);
    config.classes = tensor(tensors, "vmunet.final_conv.weight", 4).size(0);
    return config;
}

void compare(const Tensors &tensors, const VmUnetConfig &config)
{
    std::set<std::string> unexpected;
    for (const auto &entry : tensors) {
        unexpected.insert(entry.first);
    }
    for (const ParameterShape &parameter : parameterShapes(config)) {
        const auto found = tensors.find(parameter.name);
        if (found == tensors.end()) {
            throw CheckpointError("tensor missing: " + parameter.name);
        }
        if (found->second.sizes() != at::IntArrayRef(parameter.shape)) {
            throw CheckpointError("shape differs: " + parameter.name + ", expected " + text(parameter.shape) + ", got "
                + text(found->second.sizes()));
        }
        unexpected.erase(parameter.name);
    }
    if (!unexpected.empty()) {
        throw CheckpointError("unexpected tensor: " + *unexpected.begin());
    }
}

} // namespace

VmUnetConfig configFromState(const StateDict &state)
{
    const Tensors tensors(state.begin(), state.end());
    const VmUnetConfig config = readConfig(tensors);
    try {
        validate(config);
    } catch (const std::invalid_argument &error) {
        // A tensor that is missing explains more than the configuration that its absence makes.
        const auto missing = [&](const std::string &name) { return !tensors.contains(name); };
        for (std::size_t i = 0; i < config.dims.size(); ++i) {
            for (const std::string stage : {"vmunet.layers.", "vmunet.layers_up."}) {
                const std::string name = stage + std::to_string(i) + ".blocks.0.ln_1.weight";
                if (missing(name)) {
                    throw CheckpointError("tensor missing: " + name);
                }
            }
        }
        throw CheckpointError(error.what());
    }
    compare(tensors, config);
    return config;
}

} // namespace vmunet
