// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/vm_unet.h"
#include "inference/training/losses.h"
#include "inference/training/sample_store.h"

#include <vector>

namespace vmunet {

struct ValidationScore {
    double loss = 0; ///< Mean over the images, each alone.
    double dice = 0; ///< Over all pixels at the network's size; several classes: mean over the structures that occur.
};

/// Runs the network over some samples, without augmentation. NaN where `indices` is empty. Errors: those of the
/// samples; throws Torch's exceptions.
Result<ValidationScore> validate(VmUnet &network, const SampleStore &store, const std::vector<int> &indices,
    int batchSize, int loaderThreads, const LossOptions &loss = {});

} // namespace vmunet
