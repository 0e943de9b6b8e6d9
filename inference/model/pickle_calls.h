// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/pickle_machine.h"

namespace vmunet::pickle {

/// Whether a pickle may name it: collections.OrderedDict, Torch's tensor rebuilders and storage types, and the names
/// that NumPy's scalars need.
bool isAllowed(std::string_view global);

/// What calling `global` with a tuple of arguments stands for. Throws CheckpointError on arguments that do not fit.
Node call(const std::vector<Node> &nodes, const Node &global, const Node &arguments);

/// The storage that a persistent id, ('storage', type, key, device, count), stands for.
Node storage(const std::vector<Node> &nodes, const Node &id);

/// Checks what is set on an object after it was made: the byte order of a NumPy type. Other attributes are dropped.
void checkState(const std::vector<Node> &nodes, const Node &target, const Node &state);

} // namespace vmunet::pickle
