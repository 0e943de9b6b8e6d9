// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/region.h"

namespace vmunet {

/// All pixels of `label` outside its largest part (pixels joined along edges or at corners). Of equally large parts one
/// stays, always the same. Empty if there is one part or none.
Region smallerParts(const Mask &mask, Label label);

} // namespace vmunet
