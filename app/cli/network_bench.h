// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/operator_profile.h"
#include "inference/model/vm_unet_config.h"
#include "inference/protocol/precision.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vmunet::cli {

struct NetworkBenchOptions {
    std::optional<std::filesystem::path> model; ///< Without one: the published full size, one class.
    std::int64_t side = 256;
    std::int64_t batch = 1;
    bool checkpointActivations = false; ///< In the training step.
    bool quick = false; ///< Fewer repetitions, and no growth beyond 512 pixels.
    std::string device = "cpu";
    Precision precision = Precision::Float32; ///< Of the forward pass and the training step; on a GPU.
    std::function<void(const std::string &)> progress;
};

/// Names and numbers in the order of their printing; the names are those of the command line's contract.
using NetworkBenchReport = std::vector<std::pair<std::string, double>>;

/// Times the network in this process. Takes minutes. Throws CheckpointError for a bad model, c10::Error.
NetworkBenchReport benchNetwork(const NetworkBenchOptions &options);

/// The operators of one forward pass, after a warm-up; without CUDA graphs, whose operators Torch does not see. Throws
/// as above.
std::vector<OperatorUse> profileForward(const NetworkBenchOptions &options);

} // namespace vmunet::cli
