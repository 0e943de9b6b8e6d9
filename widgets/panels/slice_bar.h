// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/window_level.h"
#include "widgets/volume/window_presets.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace vmunet {

/// Below the canvas for a volume: which slice, and which grey window.
class SliceBar : public QWidget {
    Q_OBJECT

public:
    explicit SliceBar(QWidget *parent = nullptr);

    void setSlices(int count);
    int slice() const;
    void setSlice(int slice); ///< From 0, clamped; emits sliceChanged() if it differs.
    /// Shows it, without windowChanged(); a preset is named if it matches.
    void setWindow(const WindowLevel &window);
    WindowLevel window() const { return m_window; }
    /// Applies the n-th preset: the standard ones, then the person's own.
    void applyPreset(int index);
    const QList<WindowPreset> &presets() const { return m_all; }
    void setOwnPresets(const QList<WindowPreset> &own);

Q_SIGNALS:
    void sliceChanged(int slice);
    void windowChanged(const vmunet::WindowLevel &window);
    /// The shown window is to become a preset of the person's own.
    void presetWanted(const vmunet::WindowLevel &window);
    void presetUnwanted(const vmunet::WindowPreset &preset);

private:
    void addWindowControls(QLayout &layout);
    int matchingPreset() const;

    QSlider *m_slider;
    QLabel *m_position;
    QComboBox *m_presets;
    QToolButton *m_keep; ///< Adds the window to the presets, or removes the own preset that is shown.
    QLabel *m_values;
    QList<WindowPreset> m_all;
    WindowLevel m_window;
};

} // namespace vmunet
