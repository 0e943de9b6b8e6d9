// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/layer_rates.h"

#include <cmath>

namespace vmunet {

namespace {

constexpr int kStages = 4;

// The digit after `prefix`; -1: the name does not begin so.
int stageAfter(const std::string &name, const char *prefix)
{
    const std::string start(prefix);
    return name.starts_with(start) && name.size() > start.size() ? name[start.size()] - '0' : -1;
}

} // namespace

int layerOf(const std::string &parameter)
{
    if (parameter.starts_with("vmunet.patch_embed.")) {
        return 0;
    }
    if (const int stage = stageAfter(parameter, "vmunet.layers."); stage >= 0) {
        return 1 + stage;
    }
    if (const int stage = stageAfter(parameter, "vmunet.layers_up."); stage >= 0) {
        return 1 + kStages + stage;
    }
    return kLayers - 1;
}

double layerRate(const std::string &parameter, double decay)
{
    return std::pow(decay, kLayers - 1 - layerOf(parameter));
}

bool belongsToEncoder(const std::string &parameter)
{
    return layerOf(parameter) <= kStages;
}

} // namespace vmunet
