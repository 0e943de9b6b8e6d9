// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/vm_unet.h"
#include "inference/training/batch_loader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <vector>

namespace vmunet::test {

/// The same weights each time; no stochastic depth.
inline VmUnet tinyNetwork(std::int64_t classes)
{
    VmUnetConfig config;
    config.dims = {8, 16, 32, 64};
    config.encoderDepths = config.decoderDepths = {1, 1, 1, 1};
    config.stateSize = 4;
    config.classes = classes;
    config.dropPathRate = 0;
    at::manual_seed(1);
    return VmUnet(config);
}

inline std::vector<float> valuesOf(const at::Tensor &tensor)
{
    const at::Tensor flat = tensor.to(at::kFloat).contiguous();
    return {flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel()};
}

/// Random images of side 32 and targets, the same each time.
inline Batch batchFor(std::int64_t classes, int count)
{
    at::manual_seed(2);
    Batch batch{.count = count, .channels = 3, .side = 32};
    batch.images = valuesOf(at::rand({count, 3, 32, 32}).mul_(255));
    batch.targets =
        classes == 1 ? valuesOf(at::rand({count, 32, 32})) : valuesOf(at::randint(classes, {count, 32, 32}));
    return batch;
}

/// Of the gradients, relative to the largest of each parameter.
inline double worstDifference(VmUnet &a, VmUnet &b)
{
    double worst = 0;
    const std::vector<at::Tensor> left = a->parameters();
    const std::vector<at::Tensor> right = b->parameters();
    for (size_t i = 0; i < left.size(); ++i) {
        const double scale = std::max(1e-6, left[i].grad().abs().max().item<double>());
        worst = std::max(worst, (left[i].grad() - right[i].grad()).abs().max().item<double>() / scale);
    }
    return worst;
}

} // namespace vmunet::test
