// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tools/tool.h"

#include <QWidget>

#include <optional>

namespace vmunet {

class ImageCanvas;

/// Lies over the canvas and shows what the tool in use says, and the outline of a square brush. Takes no events; hidden
/// while there is nothing to show, so that painting costs nothing. Child of the canvas.
class ToolOverlay : public QWidget {
    Q_OBJECT

public:
    explicit ToolOverlay(ImageCanvas &canvas);

    void setGuide(const ToolGuide &guide);
    const ToolGuide &guide() const { return m_guide; }
    void setColor(const QColor &color);
    /// Side of the square under the pointer, in image pixels; 0 for none.
    void setSquare(double side);
    void setPointer(std::optional<QPointF> image);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void paintLine(QPainter &painter, const ToolGuide::Line &line) const;

    ImageCanvas &m_canvas;
    ToolGuide m_guide;
    QColor m_color = Qt::white;
    double m_square = 0;
    std::optional<QPointF> m_pointer;
};

} // namespace vmunet
