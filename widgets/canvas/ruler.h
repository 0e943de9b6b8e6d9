// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas_item.h"
#include "widgets/canvas/measure.h"

#include <QLineF>
#include <QObject>
#include <QPointer>

namespace vmunet {

class ImageCanvas;

/// A line that a person draws over the image to measure it, with ends to drag. While it is on, the left button draws
/// and drags it instead of editing. The canvas may go first.
class Ruler : public QObject, public CanvasItem {
    Q_OBJECT

public:
    explicit Ruler(ImageCanvas &canvas, QObject *parent = nullptr);
    ~Ruler() override;

    void setOn(bool on);
    bool isOn() const { return m_isOn; }
    void setSpacing(const PixelSpacing &spacing);
    /// Removes the line.
    void clear();
    bool hasLine() const { return !m_line.isNull(); }
    QLineF line() const { return m_line; } ///< Image pixels.
    /// "12.3 mm"; empty without a line.
    QString text() const;

    void paint(QPainter &painter, const ViewTransform &view) override;
    QRegion region(const ViewTransform &view) const override;
    bool press(QPointF at, const ViewTransform &view) override;
    void drag(QPointF to, const ViewTransform &view) override;
    std::optional<Qt::CursorShape> cursorAt(QPointF at, const ViewTransform &view) const override;

Q_SIGNALS:
    void changed();

private:
    enum class End { First, Second };

    std::optional<End> endAt(QPointF at, const ViewTransform &view) const;

    QPointer<ImageCanvas> m_canvas;
    PixelSpacing m_spacing;
    QLineF m_line;
    End m_dragged = End::Second;
    bool m_isOn = false;
};

} // namespace vmunet
