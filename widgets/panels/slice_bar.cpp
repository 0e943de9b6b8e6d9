// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/slice_bar.h"

#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <iterator>

namespace vmunet {

namespace {

struct Preset {
    const char *name;
    WindowLevel window;
};

const Preset kPresets[] = {
    {QT_TRANSLATE_NOOP("vmunet::SliceBar", "Soft tissue"), {40, 400}},
    {QT_TRANSLATE_NOOP("vmunet::SliceBar", "Lung"), {-600, 1500}},
    {QT_TRANSLATE_NOOP("vmunet::SliceBar", "Liver"), {90, 150}},
    {QT_TRANSLATE_NOOP("vmunet::SliceBar", "Bone"), {480, 2500}},
    {QT_TRANSLATE_NOOP("vmunet::SliceBar", "Brain"), {40, 80}},
};

} // namespace

SliceBar::SliceBar(QWidget *parent)
    : QWidget(parent)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_position(new QLabel)
    , m_presets(new QComboBox)
    , m_values(new QLabel)
{
    m_slider->setObjectName(QStringLiteral("sliceSlider"));
    m_slider->setAccessibleName(tr("Slice"));
    m_slider->setToolTip(tr("Slice (wheel, Page Up, Page Down)"));
    m_slider->setStatusTip(m_slider->toolTip());
    m_position->setObjectName(QStringLiteral("slicePosition"));
    m_presets->setObjectName(QStringLiteral("windowPresets"));
    m_presets->setAccessibleName(tr("Window preset"));
    m_presets->setToolTip(tr("Grey window; drag with the right button to change it freely"));
    m_presets->setStatusTip(m_presets->toolTip());
    m_presets->setPlaceholderText(tr("Custom window"));
    for (const Preset &preset : kPresets) {
        m_presets->addItem(tr("%1 (%2 / %3)").arg(tr(preset.name)).arg(preset.window.width).arg(preset.window.level));
    }
    m_values->setObjectName(QStringLiteral("windowValues"));
    setStyleFlag(m_values, "muted");

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, 6, kPanelMargin, 6);
    layout->setSpacing(kPanelMargin);
    layout->addWidget(new QLabel(tr("Slice")));
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_position);
    layout->addSpacing(kSpacing);
    layout->addWidget(m_presets);
    layout->addWidget(m_values);

    connect(m_slider, &QSlider::valueChanged, this, [this](int slice) {
        m_position->setText(tr("%1 / %2").arg(slice + 1).arg(m_slider->maximum() + 1));
        Q_EMIT sliceChanged(slice);
    });
    connect(m_presets, &QComboBox::activated, this, &SliceBar::applyPreset);
    setSlices(1);
}

void SliceBar::setSlices(int count)
{
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, std::max(0, count - 1));
    m_slider->setEnabled(count > 1);
    m_position->setText(tr("%1 / %2").arg(slice() + 1).arg(count));
    m_position->setMinimumWidth(m_position->fontMetrics().horizontalAdvance(tr("%1 / %2").arg(count).arg(count)));
}

int SliceBar::slice() const
{
    return m_slider->value();
}

void SliceBar::setSlice(int slice)
{
    m_slider->setValue(slice);
}

void SliceBar::setWindow(const WindowLevel &window)
{
    m_window = window;
    m_values->setText(tr("W %1  L %2").arg(qRound(window.width)).arg(qRound(window.level)));
    int match = -1;
    for (int i = 0; i < int(std::size(kPresets)); ++i) {
        if (kPresets[i].window == window) {
            match = i;
        }
    }
    m_presets->setCurrentIndex(match);
}

void SliceBar::applyPreset(int index)
{
    if (index >= 0 && index < int(std::size(kPresets))) {
        setWindow(kPresets[index].window);
        Q_EMIT windowChanged(m_window);
    }
}

} // namespace vmunet
