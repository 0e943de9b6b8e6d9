// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_controller.h"

#include <QString>

namespace vmunet {

/// What a tool is called: "Flood fill".
QString toolTitle(ToolKind kind);
/// What to do with it, in a few words; empty where it says itself.
QString toolHint(ToolKind kind, bool grabByMarks);

} // namespace vmunet
