// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <QMetaType>
#include <QString>

#include <optional>

namespace vmunet {

enum class EditTool {
    Brush,
    Eraser,
    Polygon,
    FloodFill,
    FillHoles,
    KeepLargest,
    Proposal, ///< From the network.
    Threshold, ///< The kept probabilities at another threshold.
    Import, ///< A mask from a file.
    Undo,
    Redo,
    UndoProposal, ///< Takes the proposal's probabilities away too.
    RedoProposal,
};

/// The word under which a tool is kept in a project file: "brush", "flood-fill"...
QString toolKey(EditTool tool);

/// One finished change of one slice: the smallest rectangle that holds it, and its labels before and after.
struct EditRecord {
    int slice = 0;
    QRect area;
    Mask before;
    Mask after;
    QString name; ///< For the history, in the person's language.
    EditTool tool = EditTool::Brush;
    std::optional<double> threshold; ///< Where the change set another threshold for the slice's kept probabilities.
};

} // namespace vmunet

Q_DECLARE_METATYPE(vmunet::EditRecord)
