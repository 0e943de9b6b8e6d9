// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_controller.h"

#include <QWidget>

class QBoxLayout;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;
class QToolButton;

namespace vmunet {

class LabelSet;

/// The row of options for the chosen tool: size and shape of a brush, tolerance, range, 2D or 3D; and where tools may
/// write at all. Shows and sets what the ToolController keeps.
class ToolOptions : public QWidget {
    Q_OBJECT

public:
    explicit ToolOptions(ToolController &tools, QWidget *parent = nullptr);

    void stepBrush(int direction); ///< A quarter larger or smaller, at least a pixel.
    /// What values are: Hounsfield units of a volume, or 0..255 of a photograph. 3D options are for volumes alone.
    void setImage(bool isVolume, const QString &unit);
    /// What editing can be limited to.
    void setLabels(const LabelSet &labels);

private:
    /// A label and its control, shown together.
    QWidget *group(const QString &title, const QList<QWidget *> &controls);
    QWidget *makeBrushGroup();
    QWidget *makeToleranceGroup();
    QWidget *makeRangeGroup();
    QWidget *makeLimitsGroup();
    void showFor(ToolKind kind);
    void showSettings();
    void applySettings();
    void applyLimits();

    ToolController &m_tools;
    bool m_isVolume = false;
    bool m_isShowing = false; ///< Controls are being set, not moved by a person.
    QLabel *m_name;
    QLabel *m_hint;
    QWidget *m_brushGroup;
    QSlider *m_sizeSlider;
    QSpinBox *m_size;
    QToolButton *m_square;
    QToolButton *m_ball;
    QToolButton *m_pressure;
    QWidget *m_toleranceGroup;
    QSpinBox *m_tolerance;
    QWidget *m_rangeGroup;
    QSpinBox *m_low;
    QSpinBox *m_high;
    QComboBox *m_channel;
    QToolButton *m_volume;
    QToolButton *m_byMarks;
    QPushButton *m_apply;
    QWidget *m_limitsGroup;
    QComboBox *m_inside;
    QCheckBox *m_limitValues;
    QSpinBox *m_limitLow;
    QSpinBox *m_limitHigh;
};

} // namespace vmunet
