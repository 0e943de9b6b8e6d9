// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/training_set.h"
#include "inference/model/vm_unet.h"
#include "inference/training/run_folder.h"
#include "inference/training/training_config.h"

namespace vmunet {

/// The network that a run begins with, on its device: fresh, from a base model or from a backbone. Fills in what the
/// configuration leaves to the base model: input side, widths, depths, state size. Throws Torch's exceptions.
/// Errors: NotFound, Corrupt, Invalid (the base model's classes are not the set's), Unsupported (device).
Result<VmUnet> freshNetwork(const TrainingSet &set, TrainingConfig &config);

/// A network of the configuration's shape whose weights are to be filled by a checkpoint.
Result<VmUnet> emptyNetwork(const TrainingSet &set, const TrainingConfig &config);

/// Writes the run's best weights as a model in half precision, with all that the program needs to use it.
Status saveRunModel(const TrainingSet &set, const TrainingConfig &config, const RunFolder &folder);

} // namespace vmunet
