// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/canvas_item.h"
#include "widgets/canvas/canvas_layers.h"

#include <QPolygonF>
#include <QTimer>
#include <QWidget>

#include <optional>
#include <vector>

namespace vmunet {

class WipeDivider;

/// Shows one image (a photograph, or a rendered slice) under a mask overlay; reports strokes in image coordinates,
/// where pixel (x, y) covers the square from (x, y) to (x + 1, y + 1). Holds no annotation state: its owner decides
/// what a stroke means and passes the changed mask back. Main thread.
class ImageCanvas : public QWidget {
    Q_OBJECT

public:
    enum class LeftButton { Draw, Pan, Window }; ///< What dragging with the left button does.

    explicit ImageCanvas(QWidget *parent = nullptr);

    /// Shows another image, fitted; or the same view if the size is unchanged and `keepView`.
    void setImage(const ImagePyramid &image, bool keepView = false);
    void clear();
    bool hasImage() const { return !m_layers.image().isNull(); }
    QSize imageSize() const { return m_layers.image().size(); }
    /// How many times as high as wide a pixel is shown; 1 unless the image's spacing says otherwise. Fits the view.
    void setPixelAspect(double aspect);
    /// Shown while there is no image.
    void setPlaceholder(const QString &text);

    /// The whole mask, of the image's size.
    void setMask(const Mask &mask);
    /// Only `changed` (image pixels) is taken over and repainted.
    void updateMask(const Mask &mask, QRect changed);
    void setLabels(const LabelSet &labels);
    void setOverlayVisible(bool visible);
    bool isOverlayVisible() const { return m_overlayVisible; }
    void setOverlayOpacity(double opacity);
    double overlayOpacity() const { return m_layers.opacity(); }
    void setOverlayStyle(OverlayStyle style);
    OverlayStyle overlayStyle() const { return m_layers.style(); }
    void setOutlineVisible(bool visible); ///< The outline's part of the style.
    /// Shows and hides the mask in turns, so that the eye sees what it covers.
    void setBlinking(bool on);
    /// Another mask of the image's size, shown left of a divider that the person drags; a null one ends it.
    void setComparison(const Mask &mask);
    bool isComparing() const { return m_layers.isComparing(); }
    /// Something of the image's size over the image, below the mask; null for none.
    void setField(const FieldRenderer &renderer);
    void updateField(); ///< The renderer gives other pixels from now on.

    /// Drawn above all, the last one topmost. An item is removed before its end.
    void addItem(CanvasItem *item);
    void removeItem(CanvasItem *item);
    void updateItem(const CanvasItem &item); ///< Call before and after a change of its looks.

    /// Whether all in sight is shown exactly. A zoom step on a large screen first shows parts of it coarsely; they are
    /// painted exactly in the frames that follow, those next to the pointer first. Grabs are always exact.
    bool isSettled();
    const ViewTransform &view() const { return m_view; }
    double zoom() const { return m_view.scale(); }
    /// Widget position of an image point, and the other way round.
    QPointF toView(QPointF image) const { return m_view.toView(image); }
    QPointF toImage(QPointF view) const { return m_view.toImage(view); }

    void setLeftButton(LeftButton use);
    /// Right drag changes the window instead of doing nothing: for volumes.
    void setWindowDragEnabled(bool enabled) { m_windowDrag = enabled; }
    bool isWindowDragEnabled() const { return m_windowDrag; }
    /// The plain wheel steps through slices; with Ctrl it zooms. Otherwise both zoom.
    void setWheelStepsSlices(bool enabled) { m_wheelSlices = enabled; }
    /// Diameter in image pixels of the circle under the pointer; 0 for none.
    void setBrushDiameter(double diameter);
    /// Draws the brush circle in this colour.
    void setToolColor(const QColor &color);

public Q_SLOTS:
    void fit();
    void actualSize();
    void zoomIn();
    void zoomOut();

Q_SIGNALS:
    void strokeStarted(QPointF image, Qt::KeyboardModifiers modifiers);
    void strokeMoved(QPointF from, QPointF to);
    void strokeFinished();
    void doubleClicked(QPointF image);
    /// The pointer's image point while it is over the canvas, inside or outside the image.
    void hovered(QPointF image);
    void left();
    void viewChanged();
    /// A window/level drag moved by so many widget pixels: right is wider, up is brighter.
    void windowDragged(QPointF delta);
    void slicesStepped(int steps);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void keyReleaseEvent(QKeyEvent *event) override;

private:
    enum class Drag { None, Stroke, Pan, Window, Item };

    void setView(const ViewTransform &view);
    void zoomBy(double factor, QPointF anchor);
    void updateCursor();
    void updateBrushCircle(std::optional<QPointF> position);
    CanvasItem *itemTaking(const QMouseEvent &event);
    Drag dragFor(const QMouseEvent &event) const;
    void paintTool(QPainter &painter) const;
    CanvasLayers::Show whatIsShown() const;
    CanvasLayers::Pace pace() const;
    bool isPaintedToScreen() const;
    void settle();

    CanvasLayers m_layers;
    ViewTransform m_view;
    double m_aspect = 1;
    bool m_fitted = true; ///< Follows the widget's size until the person zooms or pans.
    bool m_overlayVisible = true;
    bool m_isBlinkedOff = false;
    bool m_windowDrag = false;
    bool m_wheelSlices = false;
    bool m_spaceHeld = false;
    LeftButton m_leftButton = LeftButton::Draw;
    Drag m_drag = Drag::None;
    QPointF m_lastPosition; ///< Widget position of the previous event of a drag.
    int m_wheelRemainder = 0;
    double m_brushDiameter = 0;
    std::optional<QPointF> m_pointer;
    QColor m_toolColor = Qt::white;
    QString m_placeholder;
    QTimer m_blink;
    QTimer m_settling;
    WipeDivider *m_divider;
    std::vector<CanvasItem *> m_items;
    CanvasItem *m_draggedItem = nullptr;
};

} // namespace vmunet
