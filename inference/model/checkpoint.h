// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/state_dict.h"
#include "inference/model/state_value.h"
#include "inference/model/vm_unet_config.h"

#include <filesystem>
#include <map>
#include <optional>

namespace vmunet {

using Metadata = std::map<std::string, std::string>;

/// What `latest.pth` keeps besides the weights, as the published training script does.
struct TrainingState {
    std::int64_t epoch = 0; ///< Epochs done.
    std::int64_t minEpoch = 0; ///< The best of them.
    double loss = 0;
    double minLoss = 0;
    StateValue optimizer; ///< Torch's optimizer dictionary: `state` by parameter number, `param_groups`.
    StateValue scheduler;
};

struct Checkpoint {
    StateDict state; ///< As stored: half precision stays. Without a `module.` prefix and operation counters.
    Metadata metadata; ///< Of a .safetensors file; a .pth file has none.
    std::optional<TrainingState> training; ///< Of a .pth file that holds one.
};

/// Reads a .safetensors or .pth file, told apart by content. Runs nothing from the file and trusts no size in it.
/// Throws CheckpointError, whose one line starts with the path.
Checkpoint loadCheckpoint(const std::filesystem::path &path);

/// The writers below write beside `path` and rename at the end: a failure (CheckpointError) leaves `path` as it was.
/// `half`: store float32 tensors as float16, half the size.
void saveSafetensors(
    const std::filesystem::path &path, const StateDict &state, const Metadata &metadata = {}, bool half = false);
/// A plain state as an OrderedDict, which `torch.load(path, weights_only=True)` reads.
void savePth(const std::filesystem::path &path, const StateDict &state);
/// The dictionary of `latest.pth`, likewise.
void savePth(const std::filesystem::path &path, const StateDict &state, const TrainingState &training);

/// Reads widths, depths, classes and state size off names and shapes, and checks that every parameter is there, has
/// its shape and no other is. Throws CheckpointError (tensor missing, shape differs, unexpected tensor).
VmUnetConfig configFromState(const StateDict &state);

} // namespace vmunet
