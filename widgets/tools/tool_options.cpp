// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/tool_options.h"

#include "core/annotation/label_set.h"
#include "core/editing/edit_limits.h"
#include "widgets/theme/theme.h"
#include "widgets/tools/tool_texts.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

// The slider is logarithmic: small brushes need fine steps.
constexpr int kSliderSteps = 200;
constexpr int kRowHeight = 30;
constexpr int kNoLimit = -1; // In the combo box of labels.

int sliderOf(double diameter)
{
    return qRound(kSliderSteps * std::log(diameter) / std::log(ToolController::kLargestBrush));
}

double diameterOf(int slider)
{
    return std::round(std::pow(ToolController::kLargestBrush, double(slider) / kSliderSteps));
}

template <typename Control>
Control *named(Control *control, const char *objectName, const QString &accessibleName, const QString &tip)
{
    control->setObjectName(QLatin1String(objectName));
    control->setAccessibleName(accessibleName);
    control->setToolTip(tip);
    control->setStatusTip(tip);
    return control;
}

QToolButton *toggle(const char *objectName, const char *icon, const QString &name, const QString &tip)
{
    auto *button = named(new QToolButton, objectName, name, tip);
    button->setIcon(themedIcon(QLatin1String(icon)));
    button->setIconSize({18, 18});
    button->setCheckable(true);
    return button;
}

QSpinBox *valueBox(const char *objectName, const QString &name, const QString &tip)
{
    auto *box = named(new QSpinBox, objectName, name, tip);
    box->setRange(-100000, 100000);
    box->setFixedWidth(88);
    return box;
}

} // namespace

ToolOptions::ToolOptions(ToolController &tools, QWidget *parent)
    : QWidget(parent)
    , m_tools(tools)
    , m_name(new QLabel)
    , m_hint(new QLabel)
    , m_brushGroup(makeBrushGroup())
    , m_toleranceGroup(makeToleranceGroup())
    , m_rangeGroup(makeRangeGroup())
    , m_limitsGroup(makeLimitsGroup())
{
    setObjectName(QStringLiteral("toolOptions"));
    setFixedHeight(kRowHeight); // One height for all tools, so that the image does not jump.
    m_name->setObjectName(QStringLiteral("toolName"));
    m_name->setMinimumWidth(104);
    setStyleFlag(m_name, "heading");
    setStyleFlag(m_hint, "muted");
    m_hint->setObjectName(QStringLiteral("toolHint"));
    m_volume = toggle("throughVolume", "volume", tr("Through all slices"), tr("Go through all slices of the volume"));
    m_byMarks = toggle("grabByMarks", "marks", tr("By marks"),
        tr("Mark the object, and with Ctrl its surroundings, instead of drawing a box; Return finds it"));
    m_apply = named(new QPushButton(tr("Apply")), "applyTool", tr("Apply"), tr("Do it (Return)"));

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 0, 6, 0);
    row->setSpacing(kSpacing);
    for (QWidget *widget : std::initializer_list<QWidget *>{
             m_name, m_brushGroup, m_toleranceGroup, m_rangeGroup, m_volume, m_byMarks, m_apply, m_hint}) {
        row->addWidget(widget);
    }
    row->addStretch(1);
    row->addWidget(m_limitsGroup);

    for (QToolButton *button : {m_volume, m_byMarks}) {
        connect(button, &QToolButton::toggled, this, &ToolOptions::applySettings);
    }
    connect(m_apply, &QPushButton::clicked, this, [this] { m_tools.accept(); });
    connect(&m_tools, &ToolController::settingsChanged, this, &ToolOptions::showSettings);
    connect(&m_tools, &ToolController::toolChanged, this, &ToolOptions::showFor);
    showSettings();
    showFor(tools.tool());
}

QWidget *ToolOptions::group(const QString &title, const QList<QWidget *> &controls)
{
    auto *widget = new QWidget;
    auto *row = new QHBoxLayout(widget);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    auto *label = new QLabel(title);
    setStyleFlag(label, "muted");
    row->addWidget(label);
    for (QWidget *control : controls) {
        row->addWidget(control);
    }
    return widget;
}

QWidget *ToolOptions::makeBrushGroup()
{
    m_sizeSlider = named(new QSlider(Qt::Horizontal), "brushSizeSlider", tr("Brush size"),
        tr("Brush diameter in image pixels ([ and ])"));
    m_sizeSlider->setRange(0, kSliderSteps);
    m_sizeSlider->setFixedWidth(120);
    m_size = named(new QSpinBox, "brushSize", tr("Brush size in pixels"), m_sizeSlider->toolTip());
    m_size->setRange(int(ToolController::kSmallestBrush), int(ToolController::kLargestBrush));
    m_size->setSuffix(tr(" px"));
    m_square = toggle("squareBrush", "square-brush", tr("Square brush"), tr("A square brush instead of a round one"));
    m_ball = toggle("ballBrush", "ball", tr("Ball brush"), tr("Paint a ball: neighbouring slices too"));
    m_pressure = toggle("penPressure", "pressure", tr("Pen pressure"), tr("A tablet's pressure sets the brush's size"));
    connect(m_sizeSlider, &QSlider::valueChanged, this, [this](int step) {
        if (!m_isShowing) {
            m_tools.setBrushDiameter(diameterOf(step));
        }
    });
    connect(m_size, &QSpinBox::valueChanged, this, [this](int size) {
        if (!m_isShowing) {
            m_tools.setBrushDiameter(size);
        }
    });
    for (QToolButton *button : {m_square, m_ball, m_pressure}) {
        connect(button, &QToolButton::toggled, this, &ToolOptions::applySettings);
    }
    return group(tr("Size"), {m_sizeSlider, m_size, m_square, m_ball, m_pressure});
}

QWidget *ToolOptions::makeToleranceGroup()
{
    m_tolerance = named(new QSpinBox, "floodTolerance", tr("Tolerance"),
        tr("How far values may differ from those of the clicked place"));
    m_tolerance->setRange(0, 2000);
    connect(m_tolerance, &QSpinBox::valueChanged, this, &ToolOptions::applySettings);
    return group(tr("Tolerance"), {m_tolerance});
}

QWidget *ToolOptions::makeRangeGroup()
{
    m_low = valueBox("rangeLow", tr("Lowest value"), tr("The lowest value that gets the label"));
    m_high = valueBox("rangeHigh", tr("Highest value"), tr("The highest value that gets the label"));
    m_channel = named(new QComboBox, "rangeChannel", tr("Channel"), tr("Which values of a photograph count"));
    m_channel->addItems({tr("Grey"), tr("Red"), tr("Green"), tr("Blue")}); // In the order of ValueChannel.
    for (QSpinBox *box : {m_low, m_high}) {
        connect(box, &QSpinBox::valueChanged, this, &ToolOptions::applySettings);
    }
    connect(m_channel, &QComboBox::currentIndexChanged, this, &ToolOptions::applySettings);
    return group(tr("Values"), {m_low, m_high, m_channel});
}

QWidget *ToolOptions::makeLimitsGroup()
{
    m_inside = named(new QComboBox, "limitInside", tr("Edit only inside"),
        tr("Which pixels tools and mask commands may change; locked labels stay anyway"));
    m_inside->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_inside->setMinimumContentsLength(12);
    m_limitValues = named(new QCheckBox(tr("Values")), "limitValues", tr("Limit values"),
        tr("Edit only pixels whose value is in this range"));
    m_limitLow = valueBox("limitLow", tr("Lowest editable value"), m_limitValues->toolTip());
    m_limitHigh = valueBox("limitHigh", tr("Highest editable value"), m_limitValues->toolTip());
    m_limitHigh->setValue(255);
    for (QSpinBox *box : {m_limitLow, m_limitHigh}) {
        box->hide();
        connect(box, &QSpinBox::valueChanged, this, &ToolOptions::applyLimits);
        connect(m_limitValues, &QCheckBox::toggled, box, &QWidget::setVisible);
    }
    connect(m_inside, &QComboBox::currentIndexChanged, this, &ToolOptions::applyLimits);
    connect(m_limitValues, &QCheckBox::toggled, this, &ToolOptions::applyLimits);
    return group(tr("Edit"), {m_inside, m_limitValues, m_limitLow, m_limitHigh});
}

void ToolOptions::stepBrush(int direction)
{
    const double diameter = m_tools.brushDiameter();
    const double step = std::max(1.0, std::round(diameter / 4));
    m_tools.setBrushDiameter(diameter + direction * step);
}

void ToolOptions::setImage(bool isVolume, const QString &unit)
{
    m_isShowing = true;
    for (QSpinBox *box : {m_tolerance, m_low, m_high, m_limitLow, m_limitHigh}) {
        box->setSuffix(unit);
    }
    if (isVolume != m_isVolume) { // The range of the other kind means nothing here.
        m_limitValues->setChecked(false);
        m_limitLow->setValue(isVolume ? -200 : 0);
        m_limitHigh->setValue(isVolume ? 300 : 255);
    }
    m_isShowing = false;
    ToolSettings settings = m_tools.settings();
    if (isVolume != m_isVolume) {
        settings.range = isVolume ? ValueRange{-200, 300} : ValueRange{0, 128};
    }
    m_isVolume = isVolume;
    m_tools.setSettings(settings);
    applyLimits();
    showFor(m_tools.tool());
}

void ToolOptions::setLabels(const LabelSet &labels)
{
    const QVariant chosen = m_inside->currentData();
    {
        const QSignalBlocker blocker(m_inside);
        m_inside->clear();
        m_inside->addItem(tr("Everywhere"), kNoLimit);
        m_inside->addItem(tr("Only unlabelled"), int(kBackground));
        for (const LabelInfo &info : labels.labels()) {
            m_inside->addItem(tr("Only in %1").arg(info.name), int(info.label));
        }
        m_inside->setCurrentIndex(std::max(0, m_inside->findData(chosen)));
    }
    applyLimits();
}

void ToolOptions::showFor(ToolKind kind)
{
    using enum ToolKind;
    const bool plainBrush = kind == Brush || kind == Eraser;
    m_name->setText(toolTitle(kind));
    m_hint->setText(toolHint(kind, m_tools.settings().grabByMarks));
    m_brushGroup->setVisible(plainBrush || kind == AdaptiveBrush || kind == ModelBrush);
    m_square->setVisible(plainBrush);
    m_ball->setVisible(plainBrush && m_isVolume);
    m_pressure->setVisible(plainBrush);
    m_toleranceGroup->setVisible(kind == FloodFill || kind == AdaptiveBrush || kind == Threshold);
    m_rangeGroup->setVisible(kind == Threshold);
    m_channel->setVisible(!m_isVolume);
    m_volume->setVisible(m_isVolume && (kind == FloodFill || kind == Threshold));
    m_byMarks->setVisible(kind == GrabCut);
    m_apply->setVisible(kind == Threshold || kind == Watershed || (kind == GrabCut && m_byMarks->isChecked()));
    m_limitsGroup->setVisible(kind != Pan && kind != Window);
}

void ToolOptions::showSettings()
{
    const ToolSettings &settings = m_tools.settings();
    m_isShowing = true;
    m_sizeSlider->setValue(sliderOf(settings.brushDiameter));
    m_size->setValue(qRound(settings.brushDiameter));
    m_square->setChecked(settings.brushShape == BrushShape::Square);
    m_ball->setChecked(settings.ball);
    m_pressure->setChecked(settings.pressure);
    m_tolerance->setValue(qRound(settings.tolerance));
    m_low->setValue(qRound(settings.range.low));
    m_high->setValue(qRound(settings.range.high));
    m_channel->setCurrentIndex(int(settings.range.channel));
    m_volume->setChecked(settings.wholeVolume);
    m_byMarks->setChecked(settings.grabByMarks);
    m_isShowing = false;
}

void ToolOptions::applySettings()
{
    if (m_isShowing) {
        return;
    }
    ToolSettings settings = m_tools.settings();
    settings.brushShape = m_square->isChecked() ? BrushShape::Square : BrushShape::Round;
    settings.ball = m_ball->isChecked();
    settings.pressure = m_pressure->isChecked();
    settings.tolerance = m_tolerance->value();
    settings.range = {double(m_low->value()), double(m_high->value()), ValueChannel(m_channel->currentIndex())};
    settings.wholeVolume = m_volume->isChecked();
    settings.grabByMarks = m_byMarks->isChecked();
    m_tools.setSettings(settings);
    showFor(m_tools.tool());
}

void ToolOptions::applyLimits()
{
    if (m_isShowing || m_inside->count() == 0) {
        return;
    }
    EditLimits limits;
    if (m_inside->currentData().toInt() != kNoLimit) {
        limits.inside = Label(m_inside->currentData().toInt());
    }
    if (m_limitValues->isChecked()) {
        limits.values = ValueRange{double(m_limitLow->value()), double(m_limitHigh->value())};
    }
    m_tools.setLimits(limits);
}

} // namespace vmunet
