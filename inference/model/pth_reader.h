// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/checkpoint.h"

namespace vmunet {

/// Reads what torch.save() writes: a zip with a pickle and one record for each storage. Throws CheckpointError, without
/// the path, and c10::Error on a damaged zip.
Checkpoint readZipPth(const std::filesystem::path &path);

/// Reads what torch.save() wrote before PyTorch 1.6: five pickles in a row, then the storages.
Checkpoint readLegacyPth(const std::filesystem::path &path);

/// What a file's pickled value means: a plain state, a training state, or one under "model" or "state_dict".
Checkpoint checkpointFrom(StateValue root);

} // namespace vmunet
