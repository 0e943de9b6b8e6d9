// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"

namespace vmunet {

/// Turns the label to background and background to the label; other labels stay.
LabelChange inverted(std::span<const Mask> slices, Label label);

} // namespace vmunet
