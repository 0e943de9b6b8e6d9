// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/checkpoint.h"
#include "inference/model/vm_unet.h"

namespace vmunet {

struct LoadedModel {
    VmUnet model{nullptr}; ///< In evaluation mode, float32.
    Metadata metadata; ///< The file's; `describe` gives what it lacks.
};

/// Reads a checkpoint and makes its network. Throws CheckpointError, whose one line starts with the path.
LoadedModel loadModel(const std::filesystem::path &path);

/// Copies a state into a network, widened to float32. All names and shapes are checked before the first value is
/// copied: on CheckpointError the network is as before.
void loadState(VmUnet &model, const StateDict &state);

/// The network's parameters in the order of checkpoints; they share memory with it.
StateDict stateOf(const VmUnet &model);

/// vmunet.version, .dims, .encoder_depths, .decoder_depths, .classes and .state_size, lists as JSON.
Metadata architectureMetadata(const VmUnetConfig &config);

} // namespace vmunet
