// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/image_canvas.h"

#include "widgets/canvas/wipe_divider.h"

#include <QBackingStore>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>
#include <numbers>

namespace vmunet {

namespace {

constexpr double kMargin = 12; // Widget pixels around a fitted image.
constexpr int kBlinkMs = 500;
constexpr std::chrono::microseconds kFrameBudget(2000); // For exact tiles, an eighth of a frame at 60 Hz.
constexpr int kSettleMs = 1; // What the person does meanwhile comes first.

/// Rectangles around an ellipse's line, so that a large brush does not repaint what it encloses.
QRegion ringRegion(QPointF centre, double radiusX, double radiusY)
{
    constexpr double kLine = 3;
    const QPointF reach(radiusX + kLine, radiusY + kLine);
    if (std::max(radiusX, radiusY) < 48) {
        return QRectF(centre - reach, centre + reach).toAlignedRect();
    }
    constexpr int kParts = 32;
    QRegion ring;
    const auto point = [&](int part) {
        const double angle = 2 * std::numbers::pi * part / kParts;
        return centre + QPointF(radiusX * std::cos(angle), radiusY * std::sin(angle));
    };
    for (int part = 0; part < kParts; ++part) {
        // Parts meet at the axes, so each one's corners bound its arc.
        const QRectF arc = QRectF(point(part), point(part + 1)).normalized();
        ring += arc.adjusted(-kLine, -kLine, kLine, kLine).toAlignedRect();
    }
    return ring;
}

} // namespace

ImageCanvas::ImageCanvas(QWidget *parent)
    : QWidget(parent)
    , m_divider(new WipeDivider(this))
{
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(tr("Image"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(200, 160);
    m_divider->hide();
    connect(m_divider, &WipeDivider::moved, this, qOverload<>(&QWidget::update));
    m_settling.setSingleShot(true);
    m_settling.setInterval(kSettleMs);
    connect(&m_settling, &QTimer::timeout, this, &ImageCanvas::settle);
    m_blink.setInterval(kBlinkMs);
    connect(&m_blink, &QTimer::timeout, this, [this] {
        m_isBlinkedOff = !m_isBlinkedOff;
        update();
    });
    updateCursor();
}

void ImageCanvas::setImage(const ImagePyramid &image, bool keepView)
{
    const bool sameSize = imageSize() == image.size();
    m_layers.setImage(image);
    m_divider->setVisible(isComparing());
    if (!sameSize || !keepView) {
        fit();
    }
    updateCursor();
    update();
}

void ImageCanvas::clear()
{
    m_layers.clear();
    m_divider->hide();
    updateCursor();
    update();
    Q_EMIT viewChanged();
}

void ImageCanvas::setPixelAspect(double aspect)
{
    if (aspect != m_aspect && aspect > 0) {
        m_aspect = aspect;
        fit();
    }
}

void ImageCanvas::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void ImageCanvas::setMask(const Mask &mask)
{
    m_layers.setMask(mask);
    update();
}

void ImageCanvas::updateMask(const Mask &mask, QRect changed)
{
    update(CanvasLayers::repaintRegion(m_layers.updateMask(mask, changed), m_view));
}

void ImageCanvas::setLabels(const LabelSet &labels)
{
    m_layers.setLabels(labels);
    update();
}

void ImageCanvas::setOverlayVisible(bool visible)
{
    m_overlayVisible = visible;
    update();
}

void ImageCanvas::setOverlayOpacity(double opacity)
{
    m_layers.setOpacity(opacity);
    update();
}

void ImageCanvas::setOverlayStyle(OverlayStyle style)
{
    m_layers.setStyle(style);
    update();
}

void ImageCanvas::setOutlineVisible(bool visible)
{
    const OverlayStyle now = overlayStyle();
    const bool fills = now == OverlayStyle::FillAndOutline || now == OverlayStyle::Fill;
    setOverlayStyle(fills ? (visible ? OverlayStyle::FillAndOutline : OverlayStyle::Fill)
                          : (visible ? OverlayStyle::Outline : OverlayStyle::None));
}

void ImageCanvas::setBlinking(bool on)
{
    m_isBlinkedOff = false;
    on ? m_blink.start() : m_blink.stop();
    update();
}

void ImageCanvas::setComparison(const Mask &mask)
{
    m_layers.setComparison(mask);
    m_divider->setVisible(isComparing());
    update();
}

void ImageCanvas::setField(const FieldRenderer &renderer)
{
    m_layers.setField(renderer);
    update();
}

void ImageCanvas::updateField()
{
    m_layers.fieldChanged();
    update();
}

void ImageCanvas::addItem(CanvasItem *item)
{
    m_items.push_back(item);
    updateItem(*item);
}

void ImageCanvas::removeItem(CanvasItem *item)
{
    updateItem(*item);
    std::erase(m_items, item);
    if (m_draggedItem == item) {
        m_draggedItem = nullptr;
        m_drag = Drag::None;
    }
    updateCursor();
}

void ImageCanvas::updateItem(const CanvasItem &item)
{
    update(item.region(m_view));
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

void ImageCanvas::setToolColor(const QColor &color)
{
    m_toolColor = color;
    update();
}

void ImageCanvas::fit()
{
    m_fitted = true;
    m_view = ViewTransform::fitted(imageSize(), size(), kMargin, m_aspect);
    update();
    Q_EMIT viewChanged();
}

void ImageCanvas::actualSize()
{
    zoomBy(1 / m_view.scale(), rect().center());
}

void ImageCanvas::zoomBy(double factor, QPointF anchor)
{
    if (hasImage()) {
        setView(m_view.zoomed(factor, anchor));
    }
}

void ImageCanvas::setView(const ViewTransform &view)
{
    const ViewTransform bounded = view.bounded(imageSize(), size());
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
    m_divider->follow(size());
    if (m_fitted) {
        fit();
    } else {
        m_view = m_view.bounded(imageSize(), size());
    }
}

void ImageCanvas::updateBrushCircle(std::optional<QPointF> position)
{
    const double radius = m_brushDiameter / 2;
    const auto repaint = [&] {
        if (m_brushDiameter > 0 && m_pointer) {
            update(ringRegion(*m_pointer, radius * m_view.scale(), radius * m_view.verticalScale()));
        }
    };
    repaint();
    m_pointer = position;
    repaint();
}

void ImageCanvas::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    const QRegion exposed = event->region();
    const QRect image =
        hasImage() ? m_view.toView(QRectF(QPointF(0, 0), imageSize())).toAlignedRect().adjusted(1, 1, -1, -1) : QRect();
    for (const QRect &rect : exposed - image) {
        painter.fillRect(rect, palette().color(QPalette::Shadow));
    }
    if (!hasImage()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(24, 24, -24, -24), Qt::AlignCenter | Qt::TextWordWrap, m_placeholder);
        return;
    }
    CanvasLayers::Show shown = whatIsShown();
    if (isPaintedToScreen()) {
        shown.pace = pace();
    } else if (!m_layers.isSettled(m_view, shown)) {
        update(); // From now on all is exact, but the screen still shows it coarsely.
    }
    m_layers.paint(painter, exposed, m_view, shown);
    if (!m_layers.isSettled(m_view, shown)) {
        m_settling.start();
    }
    for (CanvasItem *item : m_items) {
        painter.save();
        item->paint(painter, m_view);
        painter.restore();
    }
    paintTool(painter);
}

CanvasLayers::Show ImageCanvas::whatIsShown() const
{
    return {.mask = m_overlayVisible && !m_isBlinkedOff,
        .dividerX = m_divider->x() + m_divider->width() / 2,
        .viewport = size(),
        .ratio = devicePixelRatioF(),
        .pace = {}};
}

CanvasLayers::Pace ImageCanvas::pace() const
{
    return {.focus = m_pointer.value_or(QRectF(rect()).center()), .budget = kFrameBudget};
}

bool ImageCanvas::isPaintedToScreen() const
{
    QPoint offset;
    QBackingStore *screen = backingStore();
    return screen && redirected(&offset) == screen->paintDevice();
}

bool ImageCanvas::isSettled()
{
    return m_layers.isSettled(m_view, whatIsShown());
}

void ImageCanvas::settle()
{
    CanvasLayers::Show shown = whatIsShown();
    shown.pace = pace();
    update(m_layers.settle(m_view, shown));
}

void ImageCanvas::paintTool(QPainter &painter) const
{
    const bool circle = m_brushDiameter > 0 && m_pointer && (m_drag == Drag::None || m_drag == Drag::Stroke);
    if (!circle) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const double radius = m_brushDiameter / 2;
    // A dark line below the coloured one keeps both visible on any image.
    for (const QPen &pen : {QPen(QColor(0, 0, 0, 160), 3), QPen(m_toolColor, 1.5)}) {
        painter.setPen(pen);
        painter.drawEllipse(*m_pointer, radius * m_view.scale(), radius * m_view.verticalScale());
    }
}

} // namespace vmunet
