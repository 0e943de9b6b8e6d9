// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/database.h"

namespace vmunet {

/// Marks a project file ("VMUN" in ASCII), so that another program's SQLite file is not taken for one.
inline constexpr int kApplicationId = 0x564D554E;

/// The newest schema this program knows: that of the last file in resources/schema.
int newestSchemaVersion();

/// Brings an empty or older file to the newest schema, one transaction for each migration. A file of ours that is
/// current is not touched. An older one is copied beforehand, to NAME-before-schema-N.vmunet beside it; without that
/// copy nothing is changed. `isNew`: the file is empty and becomes a project. Errors: Corrupt (an SQLite file, but no
/// project), NewerVersion, ReadOnly (older, opened for reading), Io.
Status prepareSchema(Database &database, bool isNew);

} // namespace vmunet
