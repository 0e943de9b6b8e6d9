// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/edit_record.h"

#include <QCoreApplication>

namespace vmunet {

namespace {

struct ToolWords {
    EditTool tool;
    const char *key;
    const char *name;
};

constexpr ToolWords kTools[] = {
    {EditTool::Brush, "brush", QT_TRANSLATE_NOOP("EditTool", "Brush")},
    {EditTool::Eraser, "eraser", QT_TRANSLATE_NOOP("EditTool", "Erase")},
    {EditTool::Polygon, "polygon", QT_TRANSLATE_NOOP("EditTool", "Polygon")},
    {EditTool::FloodFill, "flood-fill", QT_TRANSLATE_NOOP("EditTool", "Flood fill")},
    {EditTool::FillHoles, "fill-holes", QT_TRANSLATE_NOOP("EditTool", "Fill holes")},
    {EditTool::KeepLargest, "keep-largest", QT_TRANSLATE_NOOP("EditTool", "Keep largest")},
    {EditTool::Proposal, "proposal", QT_TRANSLATE_NOOP("EditTool", "Proposal")},
    {EditTool::Threshold, "threshold", QT_TRANSLATE_NOOP("EditTool", "Threshold")},
    {EditTool::Import, "import", QT_TRANSLATE_NOOP("EditTool", "Import")},
    {EditTool::Undo, "undo", QT_TRANSLATE_NOOP("EditTool", "Undo")},
    {EditTool::Redo, "redo", QT_TRANSLATE_NOOP("EditTool", "Redo")},
    {EditTool::UndoProposal, "undo-proposal", QT_TRANSLATE_NOOP("EditTool", "Undo proposal")},
    {EditTool::RedoProposal, "redo-proposal", QT_TRANSLATE_NOOP("EditTool", "Redo proposal")},
    {EditTool::AdaptiveBrush, "adaptive-brush", QT_TRANSLATE_NOOP("EditTool", "Adaptive brush")},
    {EditTool::ModelBrush, "model-brush", QT_TRANSLATE_NOOP("EditTool", "Model brush")},
    {EditTool::Lasso, "lasso", QT_TRANSLATE_NOOP("EditTool", "Lasso")},
    {EditTool::MagneticLasso, "magnetic-lasso", QT_TRANSLATE_NOOP("EditTool", "Magnetic lasso")},
    {EditTool::ValueRange, "value-range", QT_TRANSLATE_NOOP("EditTool", "Threshold range")},
    {EditTool::GrabCut, "grab-cut", QT_TRANSLATE_NOOP("EditTool", "GrabCut")},
    {EditTool::Watershed, "watershed", QT_TRANSLATE_NOOP("EditTool", "Watershed")},
    {EditTool::NetworkBox, "network-box", QT_TRANSLATE_NOOP("EditTool", "Segment in box")},
    {EditTool::Grow, "grow", QT_TRANSLATE_NOOP("EditTool", "Grow")},
    {EditTool::Shrink, "shrink", QT_TRANSLATE_NOOP("EditTool", "Shrink")},
    {EditTool::Smooth, "smooth", QT_TRANSLATE_NOOP("EditTool", "Smooth")},
    {EditTool::RemoveSmall, "remove-small", QT_TRANSLATE_NOOP("EditTool", "Remove small parts")},
    {EditTool::Invert, "invert", QT_TRANSLATE_NOOP("EditTool", "Invert")},
    {EditTool::Combine, "combine", QT_TRANSLATE_NOOP("EditTool", "Combine labels")},
    {EditTool::Interpolate, "interpolate", QT_TRANSLATE_NOOP("EditTool", "Interpolate slices")},
    {EditTool::CopySlice, "copy-slice", QT_TRANSLATE_NOOP("EditTool", "Copy to next slice")},
    {EditTool::Restore, "restore", QT_TRANSLATE_NOOP("EditTool", "Restore")},
    {EditTool::SecondReading, "second-reading", QT_TRANSLATE_NOOP("EditTool", "Second reading")},
};

const ToolWords &wordsOf(EditTool tool)
{
    for (const ToolWords &words : kTools) {
        if (words.tool == tool) {
            return words;
        }
    }
    Q_UNREACHABLE();
}

} // namespace

QString toolKey(EditTool tool)
{
    return QLatin1String(wordsOf(tool).key);
}

std::optional<EditTool> toolFromKey(const QString &key)
{
    for (const ToolWords &words : kTools) {
        if (key == QLatin1String(words.key)) {
            return words.tool;
        }
    }
    return std::nullopt;
}

QString toolName(EditTool tool)
{
    return QCoreApplication::translate("EditTool", wordsOf(tool).name);
}

} // namespace vmunet
