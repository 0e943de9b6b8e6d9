// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/view_options.h"

#include "app/studio/studio_actions.h"
#include "app/studio/workbench.h"
#include "core/annotation/probability_lookup.h"
#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/canvas/keyboard_pointer.h"
#include "widgets/canvas/probability_field.h"
#include "widgets/panels/inspector_panel.h"
#include "widgets/panels/labels_panel.h"
#include "widgets/volume/plane_fields.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QLocale>
#include <QMainWindow>
#include <QMenu>

#include <cmath>

namespace vmunet {

namespace {

constexpr int kAreaDelayMs = 250;

PixelSpacing spacingOf(const Image &image)
{
    return {image.geometry.spacingMm[0], image.geometry.spacingMm[1], image.geometry.known};
}

QString percent(std::optional<double> share)
{
    return share ? ViewOptions::tr("%1 %").arg(QLocale().toString(*share * 100, 'f', 1)) : QString();
}

} // namespace

ViewOptions::ViewOptions(QMainWindow &window, VolumeView &volume, ImageCanvas &canvas, StudioActions &actions,
    LabelsPanel &labels, const Workbench &workbench)
    : QObject(&window)
    , m_canvas(canvas)
    , m_actions(actions)
    , m_labels(labels)
    , m_ruler(canvas)
    , m_legend(new FieldLegend(&canvas))
    , m_planeFields(new PlaneFields(volume, this))
    , m_inspector(new InspectorPanel)
    , m_styles(new QActionGroup(this))
    , m_fields(new QActionGroup(this))
{
    makeStyles();
    makeViews();
    makeInspector(window);
    makeKeyboardPointers();
    fillMenu(window);
    connectCanvas();
    m_areaDue.setSingleShot(true);
    m_areaDue.setInterval(kAreaDelayMs);
    connect(&m_areaDue, &QTimer::timeout, this, &ViewOptions::updateArea);
    connect(&m_labels, &LabelsPanel::activeLabelChanged, this, [this] {
        updateField();
        updateArea();
    });
    connect(&workbench, &Workbench::documentOpened, this, [this, &workbench] { setDocument(workbench.document()); });
    connect(&workbench, &Workbench::documentClosing, this, [this] { setDocument(nullptr); });
}

QAction *ViewOptions::make(const char *name, const QString &text, const QString &keys, const QString &tip)
{
    auto *action = new QAction(text, this);
    m_actions.adopt(action, QLatin1String(name), {}, QKeySequence::listFromString(keys), tip);
    action->setCheckable(true);
    return action;
}

void ViewOptions::makeStyles()
{
    const auto add = [this](const char *name, OverlayStyle style, const QString &text, const QString &tip) {
        QAction *action = make(name, text, {}, tip);
        action->setData(int(style));
        m_styles->addAction(action);
    };
    add("actionStyleBoth", OverlayStyle::FillAndOutline, tr("&Fill and outline"),
        tr("Colour structures and border them"));
    add("actionStyleFill", OverlayStyle::Fill, tr("Fill &only"), tr("Colour structures without a border"));
    add("actionStyleOutline", OverlayStyle::Outline, tr("&Outline only"), tr("Show the borders of structures alone"));
    add("actionStyleNone", OverlayStyle::None, tr("&Nothing"), tr("Show the image alone"));
    m_styles->actions().first()->setChecked(true);
    connect(m_styles, &QActionGroup::triggered, this, [this](QAction *action) {
        const auto style = OverlayStyle(action->data().toInt());
        for (ImageCanvas *canvas : canvases()) {
            canvas->setOverlayStyle(style);
        }
        const QSignalBlocker quiet(m_actions.outline);
        m_actions.outline->setChecked(style == OverlayStyle::FillAndOutline || style == OverlayStyle::Outline);
    });
    connect(m_actions.outline, &QAction::toggled, this,
        [this] { m_styles->actions().at(int(m_canvas.overlayStyle()))->setChecked(true); });
    m_cycleStyle = make("actionCycleStyle", tr("Ne&xt mask style"), QStringLiteral("F2"),
        tr("Fill and outline, fill, outline, nothing in turn"));
    m_cycleStyle->setCheckable(false);
    connect(m_cycleStyle, &QAction::triggered, this, &ViewOptions::cycleStyle);
}

/// The main one and those of other planes.
QList<ImageCanvas *> ViewOptions::canvases() const
{
    return m_canvas.window()->findChildren<ImageCanvas *>();
}

void ViewOptions::cycleStyle()
{
    const QList<QAction *> styles = m_styles->actions();
    styles.at((int(m_canvas.overlayStyle()) + 1) % int(styles.size()))->trigger();
}

void ViewOptions::makeViews()
{
    m_blink = make("actionBlink", tr("&Blink mask"), QStringLiteral("F3"), tr("Show and hide the mask in turns"));
    m_wipe = make("actionWipe", tr("&Wipe prediction and correction"), QStringLiteral("F4"),
        tr("Compare the network's prediction, left of a divider, with your mask"));
    m_probability = make("actionProbabilityMap", tr("&Probability map"), QStringLiteral("F6"),
        tr("Colour how probable the network finds the active label"));
    m_uncertainty = make(
        "actionUncertainty", tr("&Uncertainty map"), QStringLiteral("F7"), tr("Colour where the network was unsure"));
    m_rulerOn = make(
        "actionRuler", tr("&Ruler"), QStringLiteral("F8"), tr("Measure: drag a line over the image, then its ends"));
    m_fields->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    m_fields->addAction(m_probability);
    m_fields->addAction(m_uncertainty);
    connect(m_blink, &QAction::toggled, this, [this](bool on) {
        for (ImageCanvas *canvas : canvases()) {
            canvas->setBlinking(on);
        }
    });
    connect(m_wipe, &QAction::toggled, this, &ViewOptions::updateComparison);
    connect(m_probability, &QAction::toggled, this, &ViewOptions::updateField);
    connect(m_uncertainty, &QAction::toggled, this, &ViewOptions::updateField);
    connect(m_rulerOn, &QAction::toggled, this, [this](bool on) {
        m_ruler.setOn(on);
        if (!on) {
            m_ruler.clear();
        }
    });
    connect(
        &m_ruler, &Ruler::changed, this, [this] { m_inspector->setText(InspectorPanel::Row::Length, m_ruler.text()); });
}

void ViewOptions::makeInspector(QMainWindow &window)
{
    m_dock = new QDockWidget(tr("Inspector"), &window);
    m_dock->setObjectName(QStringLiteral("inspectorDock"));
    m_dock->setWidget(m_inspector);
    m_dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    window.addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    QAction *toggle = m_dock->toggleViewAction();
    m_actions.adopt(toggle, QStringLiteral("actionInspector"), {}, {QKeySequence(Qt::Key_F9)},
        tr("What is under the pointer, areas and lengths"));
    connect(m_dock, &QDockWidget::visibilityChanged, this, &ViewOptions::updateArea);
}

void ViewOptions::makeKeyboardPointers()
{
    m_byKeys = make("actionKeyboardPointer", tr("Point by &keyboard"), QStringLiteral("F5"),
        tr("Arrow keys move a cross over the image and Space presses there: for every tool, ruler and inspector"));
    for (ImageCanvas *canvas : canvases()) {
        connect(m_byKeys, &QAction::toggled, new KeyboardPointer(*canvas), &KeyboardPointer::setOn);
    }
    connect(m_byKeys, &QAction::triggered, &m_canvas, qOverload<>(&QWidget::setFocus));
}

void ViewOptions::fillMenu(QMainWindow &window)
{
    auto *menu = window.findChild<QMenu *>(QStringLiteral("viewMenu"));
    Q_ASSERT(menu); // StudioActions makes it.
    QMenu *style = new QMenu(tr("Mask st&yle"), menu);
    style->addActions(m_styles->actions());
    style->addSeparator();
    style->addAction(m_cycleStyle);
    const QList<QAction *> present = menu->actions();
    QAction *before = present.value(int(present.indexOf(m_actions.outline)) + 1);
    menu->insertMenu(before, style);
    menu->insertActions(before, {m_blink, m_wipe});
    menu->insertSeparator(before);
    menu->insertActions(before, {m_probability, m_uncertainty});
    menu->insertSeparator(before);
    menu->insertActions(before, {m_rulerOn, m_dock->toggleViewAction(), m_byKeys});
}

void ViewOptions::connectCanvas()
{
    connect(&m_canvas, &ImageCanvas::hovered, this, &ViewOptions::inspect);
    connect(&m_canvas, &ImageCanvas::left, this, [this] { inspect({-1, -1}); });
}

void ViewOptions::setDocument(Document *document)
{
    if (m_document) {
        m_document->disconnect(this);
        m_document->disconnect(&m_areaDue);
    }
    m_document = document;
    m_ruler.clear();
    if (document) {
        m_ruler.setSpacing(spacingOf(document->image()));
        connect(document, &Document::sliceChanged, &m_areaDue, qOverload<>(&QTimer::start));
        connect(document, &Document::thresholdChanged, this, &ViewOptions::updateComparison);
        const auto refresh = [this] {
            updateField();
            updateComparison();
            updateArea();
        };
        connect(document, &Document::probabilityChanged, this, refresh);
        connect(document, &Document::currentSliceChanged, this, refresh);
        connect(document, &Document::restored, this, refresh);
        connect(document, &Document::labelsChanged, this, &ViewOptions::updateArea);
    }
    updateField();
    updateComparison();
    updateArea();
    inspect({-1, -1});
}

void ViewOptions::updateField()
{
    const bool wanted = m_document && m_fields->checkedAction();
    m_legend->setVisible(wanted);
    if (!wanted) {
        m_canvas.setField({});
        m_planeFields->hide();
        return;
    }
    const auto kind =
        m_probability->isChecked() ? ProbabilityField::Kind::Probability : ProbabilityField::Kind::Uncertainty;
    const Label label = m_labels.activeLabel();
    m_planeFields->show(*m_document, kind, label);
    const ProbabilityMap &map = m_document->probability(m_document->currentSlice());
    if (map.isNull()) {
        m_canvas.setField({});
        m_legend->explain(tr("No probabilities yet: let the network segment this slice"));
        return;
    }
    const ProbabilityField field(map, kind, label);
    m_canvas.setField([field](const ViewTransform &view, QRect area) { return field.render(view, area); });
    if (kind == ProbabilityField::Kind::Probability) {
        const LabelInfo *info = m_document->labels().find(label);
        m_legend->describe(tr("Probability of %1").arg(info ? info->name : tr("the structure")),
            ProbabilityField::colors(kind), tr("0 %"), tr("100 %"));
    } else {
        m_legend->describe(tr("Uncertainty"), ProbabilityField::colors(kind), tr("sure"),
            tr("%1 bit").arg(QLocale().toString(largestEntropy(map), 'g', 3)));
    }
}

void ViewOptions::updateComparison()
{
    const int slice = m_document ? m_document->currentSlice() : 0;
    const bool wanted = m_document && m_wipe->isChecked() && !m_document->probability(slice).isNull();
    if (wanted) {
        m_canvas.setComparison(maskAtThreshold(m_document->probability(slice), m_document->threshold(slice)));
    } else if (m_canvas.isComparing()) {
        m_canvas.setComparison(Mask());
    }
}

void ViewOptions::updateArea()
{
    m_areaDue.stop();
    const LabelInfo *info = m_document ? m_document->labels().find(m_labels.activeLabel()) : nullptr;
    m_inspector->setAreaOf(info ? info->name : QString());
    if (!m_inspector->isVisible()) {
        return;
    }
    m_inspector->setText(InspectorPanel::Row::Area,
        info ? areaText(spacingOf(m_document->image()), m_document->currentMask().count(info->label)) : QString());
}

void ViewOptions::inspect(QPointF at)
{
    using Row = InspectorPanel::Row;
    const QPoint pixel(int(std::floor(at.x())), int(std::floor(at.y())));
    if (!m_document || !QRect(QPoint(0, 0), m_document->size()).contains(pixel)) {
        for (const Row row : {Row::Position, Row::Value, Row::Label, Row::Probability, Row::Uncertainty}) {
            m_inspector->setText(row, {});
        }
        return;
    }
    const int slice = m_document->currentSlice();
    const Image &image = m_document->image();
    QStringList numbers;
    for (const double value : valuesAt(image, slice, pixel.x(), pixel.y())) {
        numbers.append(QLocale().toString(value, 'g', 6));
    }
    const QString value = numbers.join(QLatin1Char(' '));
    m_inspector->setText(Row::Position,
        image.slices > 1 ? tr("%1, %2, slice %3").arg(pixel.x()).arg(pixel.y()).arg(slice + 1)
                         : tr("%1, %2").arg(pixel.x()).arg(pixel.y()));
    m_inspector->setText(Row::Value, image.modality == QLatin1String("CT") ? tr("%1 HU").arg(value) : value);
    const LabelInfo *label = m_document->labels().find(m_document->currentMask().at(pixel));
    m_inspector->setText(Row::Label, label ? label->name : tr("Background"));
    const ProbabilityMap &map = m_document->probability(slice);
    m_inspector->setText(Row::Probability, percent(probabilityAt(map, m_labels.activeLabel(), pixel)));
    const std::optional<double> entropy = entropyAt(map, pixel);
    m_inspector->setText(
        Row::Uncertainty, entropy ? tr("%1 bit").arg(QLocale().toString(*entropy, 'f', 2)) : QString());
}

} // namespace vmunet
