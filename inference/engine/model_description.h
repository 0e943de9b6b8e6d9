// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/engine/segmenter.h"
#include "inference/model/checkpoint.h"

namespace vmunet {

/// What a file's metadata and its network's shape say; what the metadata leave open is filled from the shape.
/// Errors: Corrupt (metadata that cannot be).
Result<ModelDescription> describe(const QString &path, const QString &sha256, const Metadata &metadata,
    const VmUnetConfig &config, qint64 parameters);

} // namespace vmunet
