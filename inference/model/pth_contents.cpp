// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/pth_reader.h"

namespace vmunet {

namespace {

StateDict stateFrom(StateValue value)
{
    auto *entries = std::get_if<StateMap>(&value.value);
    if (!entries) {
        throw CheckpointError("is not a checkpoint (it holds no dictionary of tensors)");
    }
    StateDict state;
    for (StateEntry &entry : *entries) {
        const auto *name = std::get_if<std::string>(&entry.key.value);
        auto *tensor = std::get_if<at::Tensor>(&entry.value.value);
        if (!name || !tensor) {
            throw CheckpointError("is not a checkpoint (it holds something else than named tensors"
                + (name ? ": " + name->substr(0, 80) : std::string()) + ")");
        }
        state.emplace_back(*name, std::move(*tensor));
    }
    return state;
}

StateValue valueUnder(const StateValue &map, std::string_view key)
{
    const StateValue *found = map.find(key);
    return found ? *found : StateValue{};
}

TrainingState trainingFrom(const StateValue &root)
{
    const auto real = [&root](std::string_view key, double otherwise) {
        const StateValue *found = root.find(key);
        return found ? found->toDouble() : otherwise;
    };
    const auto whole = [&root](std::string_view key, std::int64_t otherwise) {
        const StateValue *found = root.find(key);
        return found ? found->toInt() : otherwise;
    };
    TrainingState training;
    training.epoch = whole("epoch", 0);
    training.minEpoch = whole("min_epoch", training.epoch);
    training.loss = real("loss", 0);
    training.minLoss = real("min_loss", training.loss);
    training.optimizer = valueUnder(root, "optimizer_state_dict");
    training.scheduler = valueUnder(root, "scheduler_state_dict");
    return training;
}

} // namespace

Checkpoint checkpointFrom(StateValue root)
{
    Checkpoint checkpoint;
    if (const StateValue *model = root.find("model_state_dict")) {
        checkpoint.state = stateFrom(*model);
        checkpoint.training = trainingFrom(root);
        return checkpoint;
    }
    for (const std::string_view key : {"model", "state_dict"}) {
        const StateValue *inner = root.find(key);
        if (inner && std::holds_alternative<StateMap>(inner->value)) {
            checkpoint.state = stateFrom(*inner);
            return checkpoint;
        }
    }
    checkpoint.state = stateFrom(std::move(root));
    return checkpoint;
}

} // namespace vmunet
