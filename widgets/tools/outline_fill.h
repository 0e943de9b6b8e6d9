// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/edit_record.h"
#include "widgets/tools/tool.h"

#include <QPolygonF>

namespace vmunet {

/// Writes `label` inside a closed outline (image pixels) on the current slice: at once, or on a worker where the
/// outline is so large that the window would wait for it.
void fillOutline(const ToolContext &context, const QPolygonF &outline, Label label, EditTool tool);

} // namespace vmunet
