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
    AdaptiveBrush,
    ModelBrush,
    Lasso,
    MagneticLasso,
    ValueRange, ///< All pixels whose value is in a range.
    GrabCut,
    Watershed,
    NetworkBox, ///< From the network, for a box of the slice alone.
    Grow,
    Shrink,
    Smooth,
    RemoveSmall,
    Invert,
    Combine,
    Interpolate,
    CopySlice,
    Restore, ///< An older revision brought back.
    SecondReading, ///< A second reader begins with an empty slice; what the first one drew is hidden.
};

/// The word under which a tool is kept in a project file: "brush", "flood-fill"...
QString toolKey(EditTool tool);
/// The tool of such a word; nothing for a word of a newer version.
std::optional<EditTool> toolFromKey(const QString &key);
/// What a step of this tool is called in the history, in the person's language: "Flood fill".
QString toolName(EditTool tool);

/// One finished change of one slice: the smallest rectangle that holds it, and its labels afterwards.
struct EditRecord {
    int slice = 0;
    QRect area;
    Mask after;
    QString name; ///< For the history, in the person's language.
    EditTool tool = EditTool::Brush;
    std::optional<double> threshold; ///< Where the change set another threshold for the slice's kept probabilities.
    /// Records of one undo step, or of one undo or redo, share it; later ones have higher numbers. 0: stands alone.
    quint64 step = 0;
};

} // namespace vmunet

Q_DECLARE_METATYPE(vmunet::EditRecord)
