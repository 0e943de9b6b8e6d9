// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_texts.h"

#include <QCoreApplication>

namespace vmunet {

namespace {

struct Texts {
    ToolKind kind;
    const char *title;
    const char *hint;
};

constexpr Texts kTexts[] = {
    {ToolKind::Brush, QT_TRANSLATE_NOOP("ToolTexts", "Brush"), ""},
    {ToolKind::Eraser, QT_TRANSLATE_NOOP("ToolTexts", "Eraser"), ""},
    {ToolKind::AdaptiveBrush, QT_TRANSLATE_NOOP("ToolTexts", "Adaptive brush"), ""},
    {ToolKind::ModelBrush, QT_TRANSLATE_NOOP("ToolTexts", "Model brush"),
        QT_TRANSLATE_NOOP("ToolTexts", "Paints back what the network proposed")},
    {ToolKind::Polygon, QT_TRANSLATE_NOOP("ToolTexts", "Polygon"),
        QT_TRANSLATE_NOOP("ToolTexts", "Click corners; Return or a double click fills it")},
    {ToolKind::Lasso, QT_TRANSLATE_NOOP("ToolTexts", "Lasso"), QT_TRANSLATE_NOOP("ToolTexts", "Drag an outline")},
    {ToolKind::MagneticLasso, QT_TRANSLATE_NOOP("ToolTexts", "Magnetic lasso"),
        QT_TRANSLATE_NOOP("ToolTexts", "Click along an edge; Return or a double click closes it")},
    {ToolKind::FloodFill, QT_TRANSLATE_NOOP("ToolTexts", "Flood fill"), ""},
    {ToolKind::Threshold, QT_TRANSLATE_NOOP("ToolTexts", "Threshold"), ""},
    {ToolKind::GrabCut, QT_TRANSLATE_NOOP("ToolTexts", "GrabCut"),
        QT_TRANSLATE_NOOP("ToolTexts", "Drag a box around the object")},
    {ToolKind::Watershed, QT_TRANSLATE_NOOP("ToolTexts", "Watershed"),
        QT_TRANSLATE_NOOP("ToolTexts", "Mark the object, and with Ctrl what surrounds it")},
    {ToolKind::NetworkBox, QT_TRANSLATE_NOOP("ToolTexts", "Segment in box"),
        QT_TRANSLATE_NOOP("ToolTexts", "Drag a box for the network to look at")},
    {ToolKind::Pan, QT_TRANSLATE_NOOP("ToolTexts", "Pan"), ""},
    {ToolKind::Window, QT_TRANSLATE_NOOP("ToolTexts", "Window and level"),
        QT_TRANSLATE_NOOP("ToolTexts", "Drag sideways for contrast, up and down for brightness")},
};

const Texts &textsOf(ToolKind kind)
{
    for (const Texts &texts : kTexts) {
        if (texts.kind == kind) {
            return texts;
        }
    }
    Q_UNREACHABLE();
}

QString translated(const char *text)
{
    return QCoreApplication::translate("ToolTexts", text);
}

} // namespace

QString toolTitle(ToolKind kind)
{
    return translated(textsOf(kind).title);
}

QString toolHint(ToolKind kind, bool grabByMarks)
{
    const ToolKind shown = kind == ToolKind::GrabCut && grabByMarks ? ToolKind::Watershed : kind;
    const char *hint = textsOf(shown).hint;
    return *hint ? translated(hint) : QString();
}

} // namespace vmunet
