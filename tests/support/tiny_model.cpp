// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/tiny_model.h"

#include "inference/model/model_loader.h"

#include <ATen/ATen.h>

namespace vmunet {

bool writeTinyModel(const QString &path, int classes, int seed, int inputSide)
{
    at::manual_seed(uint64_t(seed));
    VmUnetConfig config;
    config.dims = {8, 16, 32, 64};
    config.encoderDepths = {1, 1, 1, 1};
    config.decoderDepths = {1, 1, 1, 1};
    config.classes = classes;
    config.stateSize = 4;
    VmUnet network(config);
    Metadata metadata = architectureMetadata(config);
    metadata["vmunet.task"] = classes == 1 ? "dermoscopy" : "ct";
    metadata["vmunet.input_side"] = std::to_string(inputSide);
    metadata["vmunet.name"] = "tiny";
    try {
        saveSafetensors(path.toStdString(), stateOf(network), metadata);
        return true;
    } catch (const std::exception &) {
        return false;
    }
}

} // namespace vmunet
