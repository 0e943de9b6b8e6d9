// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/region.h"

namespace vmunet {

/// Background pixels that `label` encloses: no way along pixel edges leads from them to the image's border without
/// crossing it. Other labels inside a hole are not part of the result.
Region holesOf(const Mask &mask, Label label);

} // namespace vmunet
