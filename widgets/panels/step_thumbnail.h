// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/editing/undo_history.h"

#include <QImage>

namespace vmunet {

/// A square picture of what a step changed, of its slice with the most changed pixels: painted pixels in their label's
/// colour, erased ones in the former colour, dimmed. The changed region fills the picture, its proportions kept.
QImage stepThumbnail(const UndoStep &step, const LabelSet &labels, int side);

} // namespace vmunet
