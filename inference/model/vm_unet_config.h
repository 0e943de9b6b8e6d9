// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vmunet {

/// The shape of one VM-UNet. The defaults are the published network with one class.
struct VmUnetConfig {
    std::vector<std::int64_t> dims{96, 192, 384, 768}; ///< Channels of each stage; each twice the one before.
    std::vector<std::int64_t> encoderDepths{2, 2, 2, 2}; ///< Blocks of each encoder stage, at least 1.
    std::vector<std::int64_t> decoderDepths{2, 2, 2, 1}; ///< Blocks of each decoder stage, deepest first.
    std::int64_t classes = 1; ///< 1: binary, the network gives probabilities; more: logits.
    std::int64_t stateSize = 16; ///< N of the selective scan.
    std::int64_t inputChannels = 3;
    double dropPathRate = 0.2; ///< Largest stochastic depth rate, training only; not stored in checkpoints.

    bool operator==(const VmUnetConfig &) const = default;
};

/// Edge of the square of pixels that one token of the patch embedding covers.
inline constexpr std::int64_t kPatchSize = 4;

/// Rank R of the delta projection of a block with so many channels.
std::int64_t deltaRank(std::int64_t channels);

/// Input sides are padded to a multiple of this: 32 for four stages.
std::int64_t sizeMultiple(const VmUnetConfig &config);

/// Throws std::invalid_argument with one line that says what is wrong.
void validate(const VmUnetConfig &config);

struct ParameterShape {
    std::string name; ///< As in checkpoints: "vmunet.patch_embed.proj.weight".
    std::vector<std::int64_t> shape;
};

/// All parameters in the order of checkpoints, which is also the optimizer's numbering. `config` must be valid.
std::vector<ParameterShape> parameterShapes(const VmUnetConfig &config);

std::int64_t parameterCount(const VmUnetConfig &config);

/// What one image of that size costs: work that no implementation can avoid. Sides multiples of sizeMultiple().
struct NetworkCost {
    /// Of products with weights: linears, convolutions, the scan's projections of delta. Not the recurrence itself.
    std::int64_t multiplyAdds = 0;
    std::int64_t scanExponentials = 0; ///< exp(s * A), and the softplus of each step size.
    std::int64_t scanElements = 0; ///< Numbers that the scans must read and write, each once.
};
NetworkCost costOf(const VmUnetConfig &config, std::int64_t rows, std::int64_t columns);

} // namespace vmunet
