// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/main_window.h"

#include "app/studio/appearance.h"
#include "app/studio/document_view.h"
#include "app/studio/held_image.h"
#include "app/studio/history_controller.h"
#include "app/studio/input_controller.h"
#include "app/studio/label_controller.h"
#include "app/studio/mask_commands.h"
#include "app/studio/mask_export.h"
#include "app/studio/review_controller.h"
#include "app/studio/status_line.h"
#include "app/studio/studio_actions.h"
#include "app/studio/studio_panels.h"
#include "app/studio/time_keeper.h"
#include "app/studio/training_desk.h"
#include "app/studio/view_options.h"
#include "app/studio/volume_controls.h"
#include "app/studio/workbench.h"
#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/panels/labels_panel.h"
#include "widgets/panels/segmentation_panel.h"
#include "widgets/panels/slice_bar.h"
#include "widgets/theme/theme.h"
#include "widgets/tools/tool_options.h"
#include "widgets/volume/volume_view.h"

#include <QAction>
#include <QActionGroup>
#include <QCloseEvent>
#include <QDropEvent>
#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QStatusBar>
#include <QToolBar>
#include <QUrl>

namespace vmunet {

namespace {
constexpr QSize kFirstSize{1440, 900};
constexpr int kLayoutVersion = 2;
} // namespace

MainWindow::MainWindow(Workbench &workbench)
    : m_workbench(workbench)
    , m_actions(new StudioActions(*this))
    , m_panels(new StudioPanels(*this, *m_actions))
    , m_view(new DocumentView)
    , m_tools(new ToolController(m_view->canvas(), this))
    , m_toolOptions(new ToolOptions(*m_tools))
    , m_status(new StatusLine(*statusBar()))
    , m_maskCommands(
          new MaskCommands(*this, *m_actions, *m_tools, *m_status, [this] { return m_workbench.editable(); }))
    , m_training(new TrainingDesk(*this, workbench, *m_actions, *m_panels))
    , m_undo(new QAction(tr("&Undo"), this))
    , m_redo(new QAction(tr("&Redo"), this))
    , m_history(new HistoryController(*m_panels->history, *m_undo, *m_redo, this))
    , m_labels(new LabelController(*m_panels->labels, *this))
    , m_time(new TimeKeeper(*this, workbench))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowIcon(applicationIcon());
    setAcceptDrops(true);
    setCentralWidget(m_view);
    setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    buildBars();
    connectFileActions();
    connectViewActions();
    connectEditActions();
    connectPanels();
    connectModels();
    connectSegmentation();
    connectWorklist();
    connectWorkbench();
    new ViewOptions(*this, m_view->volume(), m_view->canvas(), *m_actions, *m_panels->labels, m_workbench);
    auto *review = new ReviewController(*this, m_workbench, *m_actions, m_panels->trainingDock);
    connect(review, &ReviewController::message, &m_workbench, &Workbench::message);
    new HeldImage({.workbench = m_workbench,
                      .view = *m_view,
                      .actions = *m_actions,
                      .tools = *m_tools,
                      .maskCommands = *m_maskCommands,
                      .labels = *m_panels->labels,
                      .segmentation = *m_panels->segmentation},
        this);
    addThemeAction(*this, *m_actions->outline);
    m_input = new InputController(*this, *m_panels->labels);
    connect(m_input, &InputController::failed, this,
        [this](const Error &error) { showMessage(MessageBar::Severity::Error, error.message); });
    connect(&m_input->mouse(), &MouseScheme::brushStepped, m_toolOptions, &ToolOptions::stepBrush);
    restoreLayout();
    updateTitle();
    updateModelLine();
    updateThreshold();
}

MainWindow::~MainWindow() = default;

void MainWindow::showMessage(MessageBar::Severity severity, const QString &text)
{
    m_view->messages().show(severity, text);
}

void MainWindow::buildBars()
{
    m_actions->adopt(m_undo, QStringLiteral("actionUndo"), QStringLiteral("undo"),
        QKeySequence::keyBindings(QKeySequence::Undo), tr("Take back the last change"));
    m_actions->adopt(m_redo, QStringLiteral("actionRedo"), QStringLiteral("redo"),
        {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
        tr("Do again what was taken back"));
    m_actions->fillMenus(*menuBar(), m_undo, m_redo, m_panels->toggleActions());
    m_maskCommands->addMenu(*menuBar(), menuBar()->actions().value(2)); // After File and Edit.
    m_view->volumeControls().addTo(*m_actions, *menuBar());

    QToolBar *main = addToolBar(tr("Main"));
    main->setObjectName(QStringLiteral("mainToolBar"));
    m_actions->fillToolBar(*main, m_undo, m_redo);
    addToolBarBreak();
    QToolBar *options = addToolBar(tr("Tool options"));
    options->setObjectName(QStringLiteral("toolOptionsBar"));
    options->addWidget(m_toolOptions);
    auto *tools = new QToolBar(tr("Tools"));
    tools->setObjectName(QStringLiteral("toolBox"));
    addToolBar(Qt::LeftToolBarArea, tools);
    m_actions->fillToolBox(*tools);
    for (QToolBar *bar : {main, options, tools}) {
        bar->setIconSize({20, 20});
        bar->setMovable(false);
    }
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectViewActions()
{
    ImageCanvas &canvas = m_view->canvas();
    connect(m_actions->zoomIn, &QAction::triggered, &canvas, &ImageCanvas::zoomIn);
    connect(m_actions->zoomOut, &QAction::triggered, &canvas, &ImageCanvas::zoomOut);
    connect(m_actions->fit, &QAction::triggered, &canvas, &ImageCanvas::fit);
    connect(m_actions->actualSize, &QAction::triggered, &canvas, &ImageCanvas::actualSize);
    connect(m_actions->showMask, &QAction::toggled, &canvas, &ImageCanvas::setOverlayVisible);
    connect(m_actions->outline, &QAction::toggled, &canvas, &ImageCanvas::setOutlineVisible);
    for (ImageCanvas *side : m_view->volume().sideCanvases()) {
        connect(m_actions->fit, &QAction::triggered, side, &ImageCanvas::fit);
        connect(m_actions->showMask, &QAction::toggled, side, &ImageCanvas::setOverlayVisible);
        connect(m_actions->outline, &QAction::toggled, side, &ImageCanvas::setOutlineVisible);
        connect(m_panels->segmentation, &SegmentationPanel::opacityChanged, side, &ImageCanvas::setOverlayOpacity);
    }
    connect(m_actions->previousSlice, &QAction::triggered, this, [this] { m_view->stepSlices(-1); });
    connect(m_actions->nextSlice, &QAction::triggered, this, [this] { m_view->stepSlices(1); });
    connect(&canvas, &ImageCanvas::viewChanged, this, [this, &canvas] { m_status->setZoom(canvas.zoom()); });
    connect(m_view, &DocumentView::pixelDescribed, m_status, &StatusLine::setPixel);
    connect(m_panels->segmentation, &SegmentationPanel::opacityChanged, &canvas, &ImageCanvas::setOverlayOpacity);
}

void MainWindow::connectEditActions()
{
    const auto withDocument = [this](auto edit) {
        return [this, edit] {
            if (Document *document = m_workbench.editable()) {
                edit(*document);
            }
        };
    };
    connect(m_maskCommands, &MaskCommands::notice, this,
        [this](const QString &text) { showMessage(MessageBar::Severity::Note, text); });
    m_tools->setBoxSegmenter([this](QRect box) { m_workbench.segmentBox(box); });
    connect(m_actions->clearSlice, &QAction::triggered, this, withDocument([](Document &document) {
        document.replaceSlice(document.currentSlice(), Mask(document.size()), tr("Clear mask"), EditTool::Eraser);
    }));
    connect(m_actions->approve, &QAction::triggered, this, [this] { m_workbench.approveSlice(); });

    connect(m_actions->tools(), &QActionGroup::triggered, this,
        [this](QAction *action) { m_tools->setTool(ToolKind(action->data().toInt())); });
    connect(m_actions->largerBrush, &QAction::triggered, this, [this] { m_toolOptions->stepBrush(1); });
    connect(m_actions->smallerBrush, &QAction::triggered, this, [this] { m_toolOptions->stepBrush(-1); });
}

void MainWindow::connectPanels()
{
    LabelsPanel *labels = m_panels->labels;
    connect(m_labels, &LabelController::failed, this,
        [this](const Error &error) { showMessage(MessageBar::Severity::Error, error.message); });
    connect(labels, &LabelsPanel::activeLabelChanged, this, [this, labels](Label label) {
        if (const LabelInfo *info = labels->labels().find(label)) {
            m_tools->setLabel(label, info->color);
        }
    });
    labels->setLabels(LabelSet::lesion());
}

void MainWindow::showDocument(const OpenedImage &opened)
{
    Document *document = m_workbench.document();
    const bool volume = opened.image.kind == ImageKind::Volume;
    m_tools->setDocument(document);
    m_view->setDocument(document, opened);
    m_history->setDocument(document);
    m_actions->setImageOpen(true, volume);
    m_maskCommands->setImageOpen(true, opened.image.slices > 1);
    m_toolOptions->setImage(volume, opened.image.modality == QLatin1String("CT") ? tr(" HU") : QString());
    m_toolOptions->setLabels(document->labels());
    connect(document, &Document::labelsChanged, m_toolOptions,
        [this, document] { m_toolOptions->setLabels(document->labels()); });
    if (!volume && m_tools->tool() == ToolKind::Window) {
        m_actions->tool(ToolKind::Brush)->trigger();
    }
    m_panels->segmentation->setVolume(volume);
    m_labels->setDocument(document);
    m_input->setVolume(volume);
    connect(document, &Document::probabilityChanged, this, &MainWindow::updateThreshold);
    connect(document, &Document::currentSliceChanged, this, &MainWindow::updateThreshold);
    updateTitle();
    updateModelLine();
    updateThreshold();
    for (const QString &line : opened.image.warnings) {
        showMessage(MessageBar::Severity::Warning, line);
    }
}

void MainWindow::updateTitle()
{
    const QString image = QFileInfo(m_workbench.imagePath()).fileName();
    const QString project = m_workbench.projectName();
    QStringList parts;
    for (const QString &part : {image, project, tr("VM-UNet Studio")}) {
        if (!part.isEmpty()) {
            parts.append(part);
        }
    }
    setWindowTitle(parts.join(tr(" - ")) + QStringLiteral("[*]"));
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_training->mayClose()) {
        event->ignore();
        return;
    }
    m_tools->cancel();
    m_time->report();
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/layout"), saveState(kLayoutVersion));
    if (const Status written = m_workbench.close(); !written
        && QMessageBox::warning(this, tr("Changes are not saved"),
               tr("%1\nClose and lose them?").arg(written.error().message), QMessageBox::Discard | QMessageBox::Cancel,
               QMessageBox::Cancel)
            == QMessageBox::Cancel) {
        event->ignore();
        return;
    }
    event->accept();
}

void MainWindow::restoreLayout()
{
    QSettings settings;
    resize(kFirstSize);
    m_panels->arrange();
    if (settings.contains(QStringLiteral("window/geometry"))) {
        restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
        restoreState(settings.value(QStringLiteral("window/layout")).toByteArray(), kLayoutVersion);
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            paths.append(url.toLocalFile());
        }
    }
    event->acceptProposedAction();
    m_workbench.open(paths);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    bool used = true;
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        used = m_tools->accept();
        break;
    case Qt::Key_Backspace:
        used = m_tools->stepBack();
        break;
    case Qt::Key_Escape:
        used = m_tools->cancel();
        break;
    default:
        used = false;
    }
    if (!used) {
        QMainWindow::keyPressEvent(event);
    }
}

} // namespace vmunet
