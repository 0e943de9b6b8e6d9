// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/studio_actions.h"

#include "widgets/theme/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QKeySequence>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QWidget>

namespace vmunet {

StudioActions::StudioActions(QWidget &window)
    : QObject(&window)
    , m_window(window)
    , m_toolGroup(new QActionGroup(this))
{
    makeFileActions();
    makeViewActions();
    makeEditActions();
    makeTools();
    setImageOpen(false, false);
    cancelSegmentation->setEnabled(false);
}

void StudioActions::adopt(
    QAction *action, const QString &name, const QString &icon, const QList<QKeySequence> &keys, const QString &tip)
{
    action->setObjectName(name);
    if (!icon.isEmpty()) {
        action->setIcon(themedIcon(icon));
    }
    action->setShortcuts(keys);
    action->setStatusTip(tip);
    const QString key = keys.isEmpty() ? QString() : keys.first().toString(QKeySequence::NativeText);
    action->setToolTip(key.isEmpty() ? tip : tr("%1 (%2)").arg(tip, key));
    m_window.addAction(action); // Its key works also where no menu shows it.
}

QAction *StudioActions::make(
    const char *name, const QString &text, const QString &icon, const QString &keys, const QString &tip)
{
    auto *action = new QAction(text, this);
    adopt(action, QLatin1String(name), icon, QKeySequence::listFromString(keys), tip);
    return action;
}

void StudioActions::makeFileActions()
{
    const auto s = [](const char *text) { return QLatin1String(text); };
    openFiles =
        make("actionOpen", tr("&Open..."), s("open"), s("Ctrl+O"), tr("Open photographs, CT files or projects"));
    openFolder = make("actionOpenFolder", tr("Open &folder..."), s("folder"), s("Ctrl+Shift+O"),
        tr("Open a folder of images or a DICOM series"));
    chooseSeries = make("actionChooseSeries", tr("Other se&ries of the folder..."), {}, {},
        tr("Open another DICOM series of the folder that the shown one is from"));
    newProject = make("actionNewProject", tr("&New project..."), {}, s("Ctrl+N"),
        tr("Keep annotations in a new project file from now on"));
    openProject =
        make("actionOpenProject", tr("Open &project..."), {}, {}, tr("Go on with the annotations of a project file"));
    save = make("actionSave", tr("&Save"), {}, s("Ctrl+S"),
        tr("Write everything to the project now; each stroke is saved by itself anyway"));
    exportMask = make("actionExportMask", tr("&Export mask..."), s("export"), s("Ctrl+E"),
        tr("Write the mask to a file, with the size and geometry of the image"));
    quit = make("actionQuit", tr("&Quit"), {}, s("Ctrl+Q"), tr("Close the studio"));
    addModel = make("actionAddModel", tr("&Add model..."), {}, {}, tr("Add a model file (.pth or .safetensors)"));
    fineTune = make("actionFineTune", tr("&Fine-tune on corrections..."), s("train"), s("Ctrl+T"),
        tr("Refine the active model on approved annotations"));
    resumeTraining = make("actionResumeTraining", tr("&Go on with a run..."), {}, {},
        tr("Take up a training that was stopped, broke off, or went on while the studio was closed"));
    about = make("actionAbout", tr("&About VM-UNet Studio"), s("info"), {}, tr("Version, licence and intended use"));
}

void StudioActions::makeViewActions()
{
    const auto s = [](const char *text) { return QLatin1String(text); };
    zoomIn = make("actionZoomIn", tr("Zoom &in"), s("zoom-in"), s("Ctrl++; Ctrl+="), tr("Enlarge (wheel)"));
    zoomOut = make("actionZoomOut", tr("Zoom &out"), s("zoom-out"), s("Ctrl+-"), tr("Shrink (wheel)"));
    fit = make("actionFit", tr("&Fit to window"), s("fit"), s("F"), tr("Show the whole image"));
    actualSize = make("actionActualSize", tr("&Actual size"), s("actual-size"), s("Ctrl+1"),
        tr("One image pixel on one screen pixel"));
    showMask = make("actionShowMask", tr("Show &mask"), s("eye"), s("M"), tr("Show or hide the mask"));
    outline = make("actionOutline", tr("&Outline"), s("outline"), s("O"), tr("Draw the border of each structure"));
    for (QAction *action : {showMask, outline}) {
        action->setCheckable(true);
        action->setChecked(true);
    }
    previousImage = make("actionPreviousImage", tr("&Previous image"), s("previous"), s("Ctrl+Left"),
        tr("Go to the previous image of the list"));
    nextImage =
        make("actionNextImage", tr("&Next image"), s("next"), s("Ctrl+Right"), tr("Go to the next image of the list"));
    neediestImage = make("actionNeediestImage", tr("Image that most &needs work"), s("next"), s("Ctrl+Shift+Right"),
        tr("Open the image without an accepted mask that the model is least certain of"));
    previousSlice = make("actionPreviousSlice", tr("Previous s&lice"), {}, s("PgUp; Up"), tr("One slice back (wheel)"));
    nextSlice = make("actionNextSlice", tr("Next sli&ce"), {}, s("PgDown; Down"), tr("One slice on (wheel)"));
}

void StudioActions::makeEditActions()
{
    const auto s = [](const char *text) { return QLatin1String(text); };
    segment = make("actionSegment", tr("&Segment"), s("segment"), s("S"), tr("Let the network propose a mask"));
    segmentAll = make("actionSegmentAll", tr("Segment &all slices"), s("segment-all"), s("Shift+S"),
        tr("Let the network propose masks for all slices"));
    cancelSegmentation = make("actionCancelSegmentation", tr("&Cancel segmentation"), s("close"), s("Ctrl+."),
        tr("Stop the running segmentation"));
    approve = make("actionApprove", tr("A&pprove and go on"), s("approve"), s("Ctrl+Return; Ctrl+Enter"),
        tr("Mark this annotation as right, for training too, and go to the next image"));
    fillHoles = make(
        "actionFillHoles", tr("Fill &holes"), s("fill-holes"), s("Shift+F"), tr("Fill the holes of the active label"));
    keepLargest = make("actionKeepLargest", tr("&Keep largest"), s("keep-largest"), s("Shift+K"),
        tr("Remove all parts of the active label but the largest"));
    clearSlice = make("actionClearSlice", tr("&Clear mask"), s("delete"), s("Ctrl+Del"),
        tr("Remove all unlocked labels from this slice"));
    largerBrush = make("actionLargerBrush", tr("&Larger brush"), {}, s("]"), tr("Larger brush"));
    smallerBrush = make("actionSmallerBrush", tr("S&maller brush"), {}, s("["), tr("Smaller brush"));
}

void StudioActions::makeTools()
{
    const auto add = [this](ToolKind kind, const char *name, const QString &text, const char *icon, const char *key,
                         const QString &tip) {
        QAction *action = make(name, text, QLatin1String(icon), QLatin1String(key), tip);
        action->setCheckable(true);
        action->setData(int(kind));
        m_toolGroup->addAction(action);
        m_tools[kind] = action;
    };
    add(ToolKind::Brush, "brushTool", tr("&Brush"), "brush", "B", tr("Paint the active label; Ctrl erases"));
    add(ToolKind::Eraser, "eraserTool", tr("&Eraser"), "eraser", "E", tr("Erase; Ctrl paints"));
    add(ToolKind::AdaptiveBrush, "adaptiveBrushTool", tr("&Adaptive brush"), "adaptive-brush", "Shift+B",
        tr("Paint only what looks like the place where the stroke begins; Ctrl erases"));
    add(ToolKind::ModelBrush, "modelBrushTool", tr("&Model brush"), "model-brush", "N",
        tr("Paint back what the network proposed"));
    add(ToolKind::Polygon, "polygonTool", tr("&Polygon"), "polygon", "P",
        tr("Click corners or drag a line; Return or a double click fills it; Ctrl erases"));
    add(ToolKind::Lasso, "lassoTool", tr("&Lasso"), "lasso", "L", tr("Drag an outline to fill; Ctrl erases"));
    add(ToolKind::MagneticLasso, "magneticLassoTool", tr("Ma&gnetic lasso"), "magnetic-lasso", "Shift+L",
        tr("Click along an edge, and the line clings to it; Return or a double click fills it; Ctrl erases"));
    add(ToolKind::FloodFill, "floodFillTool", tr("&Flood fill"), "fill", "G",
        tr("Fill like pixels around a click; Ctrl erases them"));
    add(ToolKind::Threshold, "thresholdTool", tr("&Threshold"), "threshold", "T",
        tr("Label all values in a range: click or drag to pick them, Return applies"));
    add(ToolKind::GrabCut, "grabCutTool", tr("Grab&Cut"), "grab-cut", "C",
        tr("Find the object in a box, or by marks; Ctrl erases it"));
    add(ToolKind::Watershed, "watershedTool", tr("Water&shed"), "watershed", "Shift+W",
        tr("Mark the object, and with Ctrl what surrounds it; Return finds the border between"));
    add(ToolKind::NetworkBox, "networkBoxTool", tr("Segment in bo&x"), "network-box", "X",
        tr("Let the network look at a box alone"));
    add(ToolKind::Pan, "panTool", tr("Pa&n"), "pan", "H", tr("Move the image (also middle drag, or Space and drag)"));
    add(ToolKind::Window, "windowTool", tr("&Window and level"), "window", "W",
        tr("Drag for contrast and brightness (also right drag)"));
    m_tools.at(ToolKind::Brush)->setChecked(true);
}

void StudioActions::setImageOpen(bool hasImage, bool isVolume)
{
    for (QAction *action :
        {exportMask, clearSlice, zoomIn, zoomOut, fit, actualSize, segment, approve, previousImage, nextImage}) {
        action->setEnabled(hasImage);
    }
    for (QAction *action : {segmentAll, previousSlice, nextSlice, m_tools.at(ToolKind::Window)}) {
        action->setEnabled(hasImage && isVolume);
    }
}

void StudioActions::fillMenus(QMenuBar &bar, QAction *undo, QAction *redo, const QList<QAction *> &panels)
{
    QMenu *file = bar.addMenu(tr("&File"));
    file->addActions({openFiles, openFolder, chooseSeries});
    file->addSeparator();
    file->addActions({newProject, openProject, save});
    file->addSeparator();
    file->addActions({exportMask});
    file->addSeparator();
    file->addActions({quit});

    QMenu *edit = bar.addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions({approve});

    QMenu *view = bar.addMenu(tr("&View"));
    view->setObjectName(QStringLiteral("viewMenu"));
    view->addActions({zoomIn, zoomOut, fit, actualSize});
    view->addSeparator();
    view->addActions({showMask, outline});
    view->addSeparator();
    view->addActions({previousImage, nextImage, neediestImage, previousSlice, nextSlice});
    view->addSeparator();
    view->addMenu(tr("Pa&nels"))->addActions(panels);

    QMenu *tools = bar.addMenu(tr("&Tools"));
    tools->addActions(m_toolGroup->actions());
    tools->addSeparator();
    tools->addActions({largerBrush, smallerBrush});

    bar.addMenu(tr("&Segment"))->addActions({segment, segmentAll, cancelSegmentation});
    QMenu *train = bar.addMenu(tr("&Train"));
    train->addActions({fineTune, resumeTraining, addModel});
    bar.addMenu(tr("&Help"))->addActions({about});
}

void StudioActions::fillToolBar(QToolBar &bar, QAction *undo, QAction *redo)
{
    bar.addActions({openFiles, openFolder, exportMask});
    bar.addSeparator();
    bar.addActions({undo, redo});
    bar.addSeparator();
    bar.addActions({zoomOut, zoomIn, fit, actualSize, showMask});
    bar.addSeparator();
    bar.addActions({previousImage, nextImage, approve});
}

void StudioActions::fillToolBox(QToolBar &bar)
{
    for (QAction *action : m_toolGroup->actions()) {
        bar.addAction(action);
        // What belongs together: brushes, outlines, what finds an object, the view.
        if (action == tool(ToolKind::ModelBrush) || action == tool(ToolKind::MagneticLasso)
            || action == tool(ToolKind::NetworkBox)) {
            bar.addSeparator();
        }
    }
}

} // namespace vmunet
