// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/image_canvas.h"

#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>

namespace vmunet {

namespace {

constexpr double kZoomStep = 1.25;
constexpr double kCrispAbove = 4;
constexpr int kOutlineWidth = 2; // Widget pixels.
constexpr int kWheelNotch = 120;

} // namespace

ImageCanvas::ImageCanvas(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(tr("Image"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(200, 160);
    updateCursor();
}

void ImageCanvas::setImage(const ImagePyramid &image, bool keepView)
{
    const bool sameSize = m_image.size() == image.size();
    m_image = image;
    if (!sameSize) {
        m_overlay.clear();
    }
    if (!sameSize || !keepView) {
        fit();
    }
    updateCursor();
    update();
}

void ImageCanvas::clear()
{
    m_image = {};
    m_overlay.clear();
    m_guide.clear();
    updateCursor();
    update();
    Q_EMIT viewChanged();
}

void ImageCanvas::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void ImageCanvas::setMask(const Mask &mask)
{
    m_overlay.setMask(mask);
    update();
}

void ImageCanvas::updateMask(const Mask &mask, QRect changed)
{
    m_overlay.update(mask, changed);
    update(repaintRect(changed));
}

void ImageCanvas::setLabels(const LabelSet &labels)
{
    m_overlay.setLabels(labels);
    update();
}

void ImageCanvas::setOverlayVisible(bool visible)
{
    m_overlayVisible = visible;
    update();
}

void ImageCanvas::setOverlayOpacity(double opacity)
{
    m_overlay.setOpacity(opacity);
    update();
}

void ImageCanvas::setOutlineVisible(bool visible)
{
    m_overlay.setOutline(visible);
    update();
}

void ImageCanvas::setLeftButton(LeftButton use)
{
    m_leftButton = use;
    updateCursor();
}

void ImageCanvas::setBrushDiameter(double diameter)
{
    const auto position = m_pointer;
    updateBrushCircle(std::nullopt);
    m_brushDiameter = diameter;
    updateBrushCircle(position);
    updateCursor();
}

void ImageCanvas::setGuide(const QPolygonF &guide)
{
    if (guide == m_guide) {
        return;
    }
    m_guide = guide;
    update();
}

void ImageCanvas::setToolColor(const QColor &color)
{
    m_toolColor = color;
    update();
}

void ImageCanvas::fit()
{
    m_fitted = true;
    m_view = ViewTransform::fitted(m_image.size(), size());
    update();
    Q_EMIT viewChanged();
}

void ImageCanvas::actualSize()
{
    zoomBy(1 / m_view.scale(), rect().center());
}

void ImageCanvas::zoomIn()
{
    zoomBy(kZoomStep, rect().center());
}

void ImageCanvas::zoomOut()
{
    zoomBy(1 / kZoomStep, rect().center());
}

void ImageCanvas::zoomBy(double factor, QPointF anchor)
{
    if (hasImage()) {
        setView(m_view.zoomed(factor, anchor));
    }
}

void ImageCanvas::setView(const ViewTransform &view)
{
    const ViewTransform bounded = view.bounded(m_image.size(), size());
    if (bounded == m_view) {
        return;
    }
    m_fitted = false;
    m_view = bounded;
    update();
    Q_EMIT viewChanged();
}

void ImageCanvas::resizeEvent(QResizeEvent *)
{
    if (m_fitted) {
        fit();
    } else {
        m_view = m_view.bounded(m_image.size(), size());
    }
}

void ImageCanvas::wheelEvent(QWheelEvent *event)
{
    if (!hasImage()) {
        return;
    }
    const int delta = event->angleDelta().y();
    if (m_wheelSlices && !(event->modifiers() & Qt::ControlModifier)) {
        m_wheelRemainder += delta;
        const int steps = m_wheelRemainder / kWheelNotch;
        m_wheelRemainder -= steps * kWheelNotch;
        if (steps != 0) {
            Q_EMIT slicesStepped(-steps);
        }
    } else {
        zoomBy(std::pow(kZoomStep, double(delta) / kWheelNotch), event->position());
    }
    updateBrushCircle(event->position());
    event->accept();
}

ImageCanvas::Drag ImageCanvas::dragFor(const QMouseEvent &event) const
{
    switch (event.button()) {
    case Qt::MiddleButton:
        return Drag::Pan;
    case Qt::RightButton:
        return m_windowDrag ? Drag::Window : Drag::None;
    case Qt::LeftButton:
        if (m_spaceHeld || m_leftButton == LeftButton::Pan) {
            return Drag::Pan;
        }
        return m_leftButton == LeftButton::Window ? Drag::Window : Drag::Stroke;
    default:
        return Drag::None;
    }
}

void ImageCanvas::mousePressEvent(QMouseEvent *event)
{
    if (!hasImage() || m_drag != Drag::None) {
        return;
    }
    m_drag = dragFor(*event);
    m_lastPosition = event->position();
    updateCursor();
    if (m_drag == Drag::Stroke) {
        Q_EMIT strokeStarted(toImage(m_lastPosition), event->modifiers());
    }
}

void ImageCanvas::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF position = event->position();
    updateBrushCircle(position);
    Q_EMIT hovered(toImage(position));
    const QPointF from = m_lastPosition;
    m_lastPosition = position;
    switch (m_drag) {
    case Drag::Stroke:
        Q_EMIT strokeMoved(toImage(from), toImage(position));
        break;
    case Drag::Pan:
        setView(m_view.moved(position - from));
        break;
    case Drag::Window:
        Q_EMIT windowDragged(position - from);
        break;
    case Drag::None:
        break;
    }
}

void ImageCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    const Qt::MouseButtons held = event->buttons();
    if (held != Qt::NoButton || m_drag == Drag::None) {
        return;
    }
    const Drag finished = m_drag;
    m_drag = Drag::None;
    updateCursor();
    if (finished == Drag::Stroke) {
        Q_EMIT strokeFinished();
    }
}

void ImageCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (hasImage() && dragFor(*event) == Drag::Stroke) {
        Q_EMIT doubleClicked(toImage(event->position()));
    }
}

void ImageCanvas::leaveEvent(QEvent *)
{
    updateBrushCircle(std::nullopt);
    Q_EMIT left();
}

void ImageCanvas::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_spaceHeld = true;
    updateCursor();
}

void ImageCanvas::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space || event->isAutoRepeat()) {
        QWidget::keyReleaseEvent(event);
        return;
    }
    m_spaceHeld = false;
    updateCursor();
}

void ImageCanvas::updateCursor()
{
    if (!hasImage()) {
        setCursor(Qt::ArrowCursor);
    } else if (m_drag == Drag::Pan) {
        setCursor(Qt::ClosedHandCursor);
    } else if (m_spaceHeld || m_leftButton == LeftButton::Pan) {
        setCursor(Qt::OpenHandCursor);
    } else if (m_drag == Drag::Window || m_leftButton == LeftButton::Window) {
        setCursor(Qt::SizeAllCursor);
    } else {
        setCursor(Qt::CrossCursor);
    }
}

QRect ImageCanvas::brushRect(QPointF position) const
{
    const double radius = m_brushDiameter / 2 * m_view.scale() + 3;
    return QRectF(position - QPointF(radius, radius), QSizeF(2 * radius, 2 * radius)).toAlignedRect();
}

void ImageCanvas::updateBrushCircle(std::optional<QPointF> position)
{
    if (m_brushDiameter > 0 && m_pointer) {
        update(brushRect(*m_pointer));
    }
    m_pointer = position;
    if (m_brushDiameter > 0 && m_pointer) {
        update(brushRect(*m_pointer));
    }
}

QRect ImageCanvas::repaintRect(QRect imageArea) const
{
    const int reach = kOutlineWidth + 1;
    return m_view.toView(QRectF(imageArea)).toAlignedRect().adjusted(-reach, -reach, reach, reach);
}

void ImageCanvas::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    const QRect area = event->rect();
    painter.fillRect(area, palette().color(QPalette::Shadow));
    if (!hasImage()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    paintImage(painter, area);
    if (m_overlayVisible) {
        paintOverlay(painter, area);
    }
    paintTool(painter);
}

void ImageCanvas::paintImage(QPainter &painter, QRect area) const
{
    const QRectF imageRect(QPointF(0, 0), QSizeF(m_image.size()));
    const QRectF visible = m_view.toImage(QRectF(area).adjusted(-1, -1, 1, 1)) & imageRect;
    if (visible.isEmpty()) {
        return;
    }
    // Whole source pixels: a fraction of one would shift the picture when only a part is repainted.
    const double deviceScale = m_view.scale() * devicePixelRatioF();
    const int level = m_image.levelFor(deviceScale);
    const QImage &pixels = m_image.level(level);
    const double step = std::ldexp(1.0, level);
    const QRect source =
        QRectF(visible.topLeft() / step, visible.size() / step).toAlignedRect().adjusted(-1, -1, 1, 1) & pixels.rect();
    const QRectF target = m_view.toView(QRectF(QPointF(source.topLeft()) * step, QSizeF(source.size()) * step));
    painter.save();
    painter.setClipRect(m_view.toView(imageRect).toAlignedRect() & area);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, deviceScale < kCrispAbove && deviceScale != 1);
    painter.drawImage(target, pixels, source);
    painter.restore();
}

void ImageCanvas::paintOverlay(QPainter &painter, QRect area) const
{
    const double ratio = devicePixelRatioF();
    const QRect visible = area & m_view.toView(QRectF(QPointF(0, 0), QSizeF(m_image.size()))).toAlignedRect();
    const QRect deviceArea = QRectF(visible.topLeft() * ratio, visible.size() * ratio).toAlignedRect();
    const ViewTransform deviceView(m_view.scale() * ratio, m_view.offset() * ratio);
    QImage overlay = m_overlay.render(deviceView, deviceArea, qRound(kOutlineWidth * ratio));
    if (!overlay.isNull()) {
        overlay.setDevicePixelRatio(ratio);
        painter.drawImage(QPointF(deviceArea.topLeft()) / ratio, overlay);
    }
}

void ImageCanvas::paintTool(QPainter &painter) const
{
    const bool circle = m_brushDiameter > 0 && m_pointer && m_drag != Drag::Pan && m_drag != Drag::Window;
    if (!circle && m_guide.isEmpty()) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF line;
    for (const QPointF &point : m_guide) {
        line.append(m_view.toView(point));
    }
    // A dark line below the coloured one keeps both visible on any image.
    for (const QPen &pen : {QPen(QColor(0, 0, 0, 160), 3), QPen(m_toolColor, 1.5)}) {
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
        for (const QPointF &corner : line) {
            painter.drawEllipse(corner, 3, 3);
        }
        if (circle) {
            const double radius = m_brushDiameter / 2 * m_view.scale();
            painter.drawEllipse(*m_pointer, radius, radius);
        }
    }
}

} // namespace vmunet
