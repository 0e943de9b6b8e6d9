// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/model_loader.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

namespace vmunet {

LoadedModel loadModel(const std::filesystem::path &path)
{
    Checkpoint checkpoint = loadCheckpoint(path);
    try {
        LoadedModel loaded;
        loaded.model = VmUnet(configFromState(checkpoint.state), VmUnetImpl::Values::Unset);
        loadState(loaded.model, checkpoint.state);
        loaded.model->eval();
        loaded.metadata = std::move(checkpoint.metadata);
        return loaded;
    } catch (const CheckpointError &error) {
        throw CheckpointError(path.string() + ": " + error.what());
    }
}

void loadState(VmUnet &model, const StateDict &state)
{
    VmUnetConfig config = configFromState(state);
    config.dropPathRate = model->config().dropPathRate;
    if (config != model->config()) {
        throw CheckpointError("is for another network: " + architectureMetadata(config)["vmunet.dims"] + " channels, "
            + std::to_string(config.classes) + " classes");
    }
    const at::NoGradGuard noGradients;
    auto parameters = model->named_parameters();
    for (const auto &[name, value] : state) {
        parameters[name].copy_(value);
    }
}

StateDict stateOf(const VmUnet &model)
{
    StateDict state;
    for (const auto &parameter : model->named_parameters()) {
        state.emplace_back(parameter.key(), parameter.value().detach());
    }
    return state;
}

Metadata architectureMetadata(const VmUnetConfig &config)
{
    return {
        {"vmunet.version", VMUNET_VERSION},
        {"vmunet.dims", nlohmann::json(config.dims).dump()},
        {"vmunet.encoder_depths", nlohmann::json(config.encoderDepths).dump()},
        {"vmunet.decoder_depths", nlohmann::json(config.decoderDepths).dump()},
        {"vmunet.classes", std::to_string(config.classes)},
        {"vmunet.state_size", std::to_string(config.stateSize)},
    };
}

} // namespace vmunet
