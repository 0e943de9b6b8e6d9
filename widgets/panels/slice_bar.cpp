// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/slice_bar.h"

#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace vmunet {

SliceBar::SliceBar(QWidget *parent)
    : QWidget(parent)
    , m_slider(new QSlider(Qt::Horizontal))
    , m_position(new QLabel)
    , m_presets(new QComboBox)
    , m_keep(new QToolButton)
    , m_values(new QLabel)
{
    m_slider->setObjectName(QStringLiteral("sliceSlider"));
    m_slider->setAccessibleName(tr("Slice"));
    m_slider->setToolTip(tr("Slice (wheel, Page Up, Page Down)"));
    m_slider->setStatusTip(m_slider->toolTip());
    m_position->setObjectName(QStringLiteral("slicePosition"));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, 6, kPanelMargin, 6);
    layout->setSpacing(kPanelMargin);
    layout->addWidget(new QLabel(tr("Slice")));
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_position);
    layout->addSpacing(kSpacing);
    addWindowControls(*layout);

    connect(m_slider, &QSlider::valueChanged, this, [this](int slice) {
        m_position->setText(tr("%1 / %2").arg(slice + 1).arg(m_slider->maximum() + 1));
        Q_EMIT sliceChanged(slice);
    });
    setSlices(1);
    setOwnPresets({});
}

void SliceBar::addWindowControls(QLayout &layout)
{
    m_presets->setObjectName(QStringLiteral("windowPresets"));
    m_presets->setAccessibleName(tr("Window preset"));
    m_presets->setToolTip(tr("Grey window; drag with the right button to change it freely"));
    m_presets->setStatusTip(m_presets->toolTip());
    m_presets->setPlaceholderText(tr("Custom window"));
    m_keep->setObjectName(QStringLiteral("keepWindow"));
    m_keep->setAutoRaise(true);
    m_values->setObjectName(QStringLiteral("windowValues"));
    setStyleFlag(m_values, "muted");
    layout.addWidget(m_presets);
    layout.addWidget(m_keep);
    layout.addWidget(m_values);
    connect(m_presets, &QComboBox::activated, this, &SliceBar::applyPreset);
    connect(m_keep, &QToolButton::clicked, this, [this] {
        if (const int match = matchingPreset(); match >= 0) {
            Q_EMIT presetUnwanted(m_all[match]);
        } else {
            Q_EMIT presetWanted(m_window);
        }
    });
}

void SliceBar::setOwnPresets(const QList<WindowPreset> &own)
{
    m_all = standardWindowPresets() + own;
    m_presets->clear();
    for (const WindowPreset &preset : m_all) {
        m_presets->addItem(tr("%1 (%2 / %3)").arg(preset.name).arg(preset.window.width).arg(preset.window.level));
    }
    setWindow(m_window);
}

int SliceBar::matchingPreset() const
{
    for (int i = 0; i < m_all.size(); ++i) {
        if (m_all[i].window == m_window) {
            return i;
        }
    }
    return -1;
}

void SliceBar::setSlices(int count)
{
    const QSignalBlocker quiet(m_slider);
    m_slider->setRange(0, std::max(0, count - 1));
    m_slider->setEnabled(count > 1);
    m_position->setText(tr("%1 / %2").arg(slice() + 1).arg(count));
    // Of one size, so that the window is not laid out anew at every slice.
    m_position->setFixedSize(m_position->fontMetrics().horizontalAdvance(tr("%1 / %2").arg(count).arg(count)),
        m_position->fontMetrics().height());
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
    const int match = matchingPreset();
    const bool own = match >= 0 && m_all[match].own;
    m_presets->setCurrentIndex(match);
    m_keep->setEnabled(match < 0 || own);
    m_keep->setIcon(themedIcon(own ? QStringLiteral("remove") : QStringLiteral("add")));
    m_keep->setAccessibleName(own ? tr("Remove this preset") : tr("Keep this window as a preset"));
    m_keep->setToolTip(m_keep->accessibleName());
    m_keep->setStatusTip(m_keep->accessibleName());
}

void SliceBar::applyPreset(int index)
{
    if (index >= 0 && index < m_all.size()) {
        setWindow(m_all[index].window);
        Q_EMIT windowChanged(m_window);
    }
}

} // namespace vmunet
