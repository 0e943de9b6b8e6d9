// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace vmunet {

/// How far a parameter is from the image, by its name in a checkpoint: 0 the patch embedding, 1 to 4 the encoder's
/// stages, 5 to 8 the decoder's, 9 the head.
int layerOf(const std::string &parameter);

inline constexpr int kLayers = 10;

/// Layer-wise decay of the learning rate (Clark et al. 2020): 1 at the head, `decay` times the next layer's below it.
double layerRate(const std::string &parameter, double decay);

/// Patch embedding and encoder.
bool belongsToEncoder(const std::string &parameter);

} // namespace vmunet
