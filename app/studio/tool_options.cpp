// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/tool_options.h"

#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

// The slider is logarithmic: small brushes need fine steps.
constexpr int kSliderSteps = 200;

int sliderOf(double diameter)
{
    return qRound(kSliderSteps * std::log(diameter) / std::log(ToolController::kLargestBrush));
}

double diameterOf(int slider)
{
    return std::round(std::pow(ToolController::kLargestBrush, double(slider) / kSliderSteps));
}

} // namespace

ToolOptions::ToolOptions(ToolController &tools, QWidget *parent)
    : QWidget(parent)
    , m_tools(tools)
    , m_sizeLabel(new QLabel(tr("Size")))
    , m_sizeSlider(new QSlider(Qt::Horizontal))
    , m_size(new QSpinBox)
    , m_toleranceLabel(new QLabel(tr("Tolerance")))
    , m_tolerance(new QSpinBox)
{
    m_sizeSlider->setObjectName(QStringLiteral("brushSizeSlider"));
    m_sizeSlider->setAccessibleName(tr("Brush size"));
    m_sizeSlider->setRange(0, kSliderSteps);
    m_sizeSlider->setFixedWidth(120);
    m_sizeSlider->setToolTip(tr("Brush diameter in image pixels ([ and ])"));
    m_sizeSlider->setStatusTip(m_sizeSlider->toolTip());
    m_size->setObjectName(QStringLiteral("brushSize"));
    m_size->setAccessibleName(tr("Brush size in pixels"));
    m_size->setRange(int(ToolController::kSmallestBrush), int(ToolController::kLargestBrush));
    m_size->setSuffix(tr(" px"));
    m_tolerance->setObjectName(QStringLiteral("floodTolerance"));
    m_tolerance->setAccessibleName(tr("Flood fill tolerance"));
    m_tolerance->setRange(0, 2000);
    m_tolerance->setValue(qRound(tools.tolerance()));
    m_tolerance->setToolTip(tr("How far values may differ from the clicked pixel"));
    m_tolerance->setStatusTip(m_tolerance->toolTip());

    for (QSpinBox *box : {m_size, m_tolerance}) {
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        box->setFixedWidth(72);
    }
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpacing, 0, kSpacing, 0);
    layout->setSpacing(kSpacing);
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_sizeLabel, m_sizeSlider, m_size, m_toleranceLabel, m_tolerance}) {
        layout->addWidget(widget);
    }

    connect(
        m_sizeSlider, &QSlider::valueChanged, this, [this](int value) { m_tools.setBrushDiameter(diameterOf(value)); });
    connect(m_size, &QSpinBox::valueChanged, this, [this](int value) { m_tools.setBrushDiameter(value); });
    connect(m_tolerance, &QSpinBox::valueChanged, this, [this](int value) { m_tools.setTolerance(value); });
    const auto showSize = [this](double diameter) {
        const QSignalBlocker quietSlider(m_sizeSlider);
        const QSignalBlocker quietBox(m_size);
        m_sizeSlider->setValue(sliderOf(diameter));
        m_size->setValue(qRound(diameter));
    };
    connect(&m_tools, &ToolController::brushDiameterChanged, this, showSize);
    connect(&m_tools, &ToolController::toolChanged, this, &ToolOptions::showFor);
    showSize(tools.brushDiameter());
    showFor(tools.tool());
}

void ToolOptions::stepBrush(int direction)
{
    const double diameter = m_tools.brushDiameter();
    const double step = std::max(1.0, std::round(diameter / 4));
    m_tools.setBrushDiameter(diameter + direction * step);
}

void ToolOptions::setToleranceUnit(const QString &unit)
{
    m_tolerance->setSuffix(unit);
}

void ToolOptions::showFor(ToolKind kind)
{
    const bool brush = kind == ToolKind::Brush || kind == ToolKind::Eraser;
    m_sizeLabel->setVisible(brush);
    m_sizeSlider->setVisible(brush);
    m_size->setVisible(brush);
    m_toleranceLabel->setVisible(kind == ToolKind::FloodFill);
    m_tolerance->setVisible(kind == ToolKind::FloodFill);
}

} // namespace vmunet
