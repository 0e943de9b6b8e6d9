// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool_controller.h"

#include <QWidget>

class QLabel;
class QSlider;
class QSpinBox;

namespace vmunet {

/// What the chosen tool can be told: brush size, or the tolerance of flood fill. Part of the tool bar.
class ToolOptions : public QWidget {
    Q_OBJECT

public:
    explicit ToolOptions(ToolController &tools, QWidget *parent = nullptr);

    void stepBrush(int direction); ///< A quarter larger or smaller, at least a pixel.
    void setToleranceUnit(const QString &unit);

private:
    void showFor(ToolKind kind);

    ToolController &m_tools;
    QLabel *m_sizeLabel;
    QSlider *m_sizeSlider;
    QSpinBox *m_size;
    QLabel *m_toleranceLabel;
    QSpinBox *m_tolerance;
};

} // namespace vmunet
