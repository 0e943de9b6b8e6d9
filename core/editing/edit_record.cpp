// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/edit_record.h"

namespace vmunet {

QString toolKey(EditTool tool)
{
    switch (tool) {
    case EditTool::Brush:
        return QStringLiteral("brush");
    case EditTool::Eraser:
        return QStringLiteral("eraser");
    case EditTool::Polygon:
        return QStringLiteral("polygon");
    case EditTool::FloodFill:
        return QStringLiteral("flood-fill");
    case EditTool::FillHoles:
        return QStringLiteral("fill-holes");
    case EditTool::KeepLargest:
        return QStringLiteral("keep-largest");
    case EditTool::Proposal:
        return QStringLiteral("proposal");
    case EditTool::Threshold:
        return QStringLiteral("threshold");
    case EditTool::Import:
        return QStringLiteral("import");
    case EditTool::Undo:
        return QStringLiteral("undo");
    case EditTool::Redo:
        return QStringLiteral("redo");
    case EditTool::UndoProposal:
        return QStringLiteral("undo-proposal");
    case EditTool::RedoProposal:
        return QStringLiteral("redo-proposal");
    }
    Q_UNREACHABLE();
}

} // namespace vmunet
