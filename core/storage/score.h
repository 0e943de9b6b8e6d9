// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"

namespace vmunet {

/// How uncertain a model is of an image: the mean entropy (bits) of its least certain slice. A slice replaces another
/// one's score only where it is less certain; a new score of the same slice always counts. The newest score of any
/// model is what the worklist ranks by. `uncertainty` is finite and not negative.
Status addScore(Database &database, ImageId image, int slice, ModelId model, double uncertainty);

} // namespace vmunet
