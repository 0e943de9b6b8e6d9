// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/database.h"

#include <functional>

namespace vmunet {

/// Makes the schema of a version in an empty database.
using SchemaBuilder = std::function<Status(Database &, int version)>;

/// Whether the file holds the tables, indices and triggers of this version, all of them, as this program makes them,
/// and nothing else: a foreign trigger or view would run its own statements within ours. Reads nothing but the schema.
/// Errors: Corrupt names the first thing that is foreign, changed or missing.
Status checkSchema(Database &database, int version, const SchemaBuilder &build);

} // namespace vmunet
