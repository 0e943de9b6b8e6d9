// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/state_dict.h"
#include "inference/model/vm_unet.h"

namespace vmunet {

/// What became of a pre-trained backbone.
struct BackboneReport {
    std::vector<std::string> taken; ///< The network's parameters that got a value, in its order.
    std::vector<std::string> kept; ///< Those that kept theirs: the file has nothing for them.
    std::vector<std::string> skipped; ///< The file's names that the network has no place for.
};

/// Starts a network from the weights of a VMamba classifier: the encoder from the encoder, the decoder's blocks from
/// the mirrored encoder's, as the published training does. Throws CheckpointError on a known name with another shape
/// and if nothing fits; the network is then as before.
BackboneReport loadBackbone(VmUnet &model, const StateDict &backbone);

} // namespace vmunet
