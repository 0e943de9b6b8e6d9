// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/window_level.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QSlider;

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
    /// Applies the n-th preset.
    void applyPreset(int index);

Q_SIGNALS:
    void sliceChanged(int slice);
    void windowChanged(const vmunet::WindowLevel &window);

private:
    QSlider *m_slider;
    QLabel *m_position;
    QComboBox *m_presets;
    QLabel *m_values;
    WindowLevel m_window;
};

} // namespace vmunet
