// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/training_set.h"

namespace vmunet {

/// Writes the set as JSON: exact ids, splits, paths relative to the set's root, SHA-256 of each file. Files that have
/// no hash yet are hashed. An existing manifest is replaced whole or not at all. Errors: NotFound, Io.
Status writeManifest(const TrainingSet &set, const QString &path);

/// Reads a manifest back. Paths are resolved against `root`, or against the manifest's own record of it (relative to
/// the manifest) if that is empty. The files are not opened: see verifyFiles(). Errors: NotFound, Io, Corrupt,
/// NewerVersion.
Result<TrainingSet> readManifest(const QString &path, const QString &root = {});

} // namespace vmunet
