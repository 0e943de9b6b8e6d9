// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/checkpoint.h"

namespace vmunet {

/// Reads a .safetensors file: 8 bytes header length, JSON header, data without gaps, all little-endian. Tensors come in
/// the order of their data. Throws CheckpointError, without the path.
Checkpoint readSafetensors(const std::filesystem::path &path);

} // namespace vmunet
