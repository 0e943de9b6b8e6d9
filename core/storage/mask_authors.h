// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"

#include <set>

namespace vmunet {

/// Whose hands are in a slice's mask as it was after `upTo` (0: now): those who changed it after the prediction, or the
/// empty slice of a second reading, that it began with. A restored mask has the authors that it had; what was undone
/// has none. Changes by unknown people have the zero id. Errors: Io, Corrupt.
Result<std::set<AnnotatorId>> authorsOf(Database &database, ImageId image, int slice, RevisionId upTo = {});

} // namespace vmunet
