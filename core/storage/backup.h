// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/database.h"

namespace vmunet {

/// An empty file that only its owner can read; SQLite gives its side files the same permissions. Makes the folder too.
/// Errors: Invalid (there is one already), Io.
Status createPrivateFile(const QString &path);

/// A consistent copy of the database at one moment, also while others write, readable by its owner alone. It is on disk
/// when this returns. `path` must not exist; a failure leaves nothing there.
Status copyDatabase(Database &database, const QString &path);

} // namespace vmunet
