// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/plane_view.h"

#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/volume/plane_marks.h"

#include <QCoreApplication>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace vmunet {

QString anatomyName(Anatomy anatomy)
{
    switch (anatomy) {
    case Anatomy::Coronal:
        return PlaneView::tr("Coronal");
    case Anatomy::Sagittal:
        return PlaneView::tr("Sagittal");
    case Anatomy::Axial:
        break;
    }
    return PlaneView::tr("Axial");
}

QColor anatomyColor(Anatomy anatomy)
{
    switch (anatomy) {
    case Anatomy::Coronal:
        return {0x56, 0xc8, 0x8a};
    case Anatomy::Sagittal:
        return {0xf0, 0xc8, 0x4a};
    case Anatomy::Axial:
        break;
    }
    return {0xf0, 0x7a, 0x6a};
}

PlaneView::PlaneView(ImageCanvas &canvas, int through, QObject *parent)
    : QObject(parent)
    , m_canvas(canvas)
    , m_marks(new PlaneMarks(canvas))
    , m_layout({.through = through})
{
    m_marks->hide();
    if (isStack()) {
        canvas.installEventFilter(this);
        return;
    }
    canvas.setWindowDragEnabled(true);
    canvas.setWheelStepsSlices(true);
    const auto ask = [this](QPointF at) {
        if (m_document) {
            Q_EMIT cursorRequested(voxelAt(at));
        }
    };
    connect(&canvas, &ImageCanvas::strokeStarted, this, ask);
    connect(&canvas, &ImageCanvas::strokeMoved, this, [ask](QPointF, QPointF to) { ask(to); });
    connect(&canvas, &ImageCanvas::slicesStepped, this, [this](int steps) {
        Voxel voxel = m_cursor;
        voxel[size_t(m_layout.through)] = std::clamp(position() + steps, 0, m_layout.count() - 1);
        Q_EMIT cursorRequested(voxel);
    });
}

void PlaneView::setDocument(Document *document, const WindowLevel &window, const Voxel &cursor)
{
    if (m_document) {
        m_document->disconnect(this);
    }
    m_document = document;
    m_window = window;
    m_cursor = cursor;
    m_marks->setVisible(document);
    if (!document) {
        m_canvas.setPixelAspect(1);
        if (!isStack()) {
            m_mask = {};
            m_canvas.clear();
        }
        return;
    }
    m_layout = planeLayout(document->image(), m_layout.through);
    m_canvas.setPixelAspect(pixelAspect(document->image(), m_layout));
    if (!isStack()) {
        connect(document, &Document::sliceChanged, this, &PlaneView::takeOver);
        connect(document, &Document::restored, this, [this] { render(true); });
        connect(document, &Document::labelsChanged, this, [this] { m_canvas.setLabels(m_document->labels()); });
        m_canvas.setLabels(document->labels());
    }
    updateMarks();
    render(false);
}

void PlaneView::setShown(bool shown)
{
    if (shown != m_shown) {
        m_shown = shown;
        render(true);
    }
}

void PlaneView::setCrossShown(bool shown)
{
    m_crossShown = shown;
    updateCaption();
}

void PlaneView::setCursor(const Voxel &cursor)
{
    const bool moved = cursor[size_t(m_layout.through)] != position();
    m_cursor = cursor;
    if (moved) {
        render(true);
    }
    updateCaption();
}

void PlaneView::setWindow(const WindowLevel &window)
{
    m_window = window;
    if (m_shown && m_document && !isStack()) {
        m_canvas.setImage(ImagePyramid(picture()), true);
    }
}

void PlaneView::setSlab(double thicknessMm, Projection projection)
{
    m_slabMm = thicknessMm;
    m_projection = projection;
    setWindow(m_window);
    updateCaption();
}

Slab PlaneView::slab() const
{
    if (!m_document) {
        return {};
    }
    const Geometry &geometry = m_document->image().geometry;
    const double step = geometry.spacingMm[size_t(m_layout.through)];
    const double pictures = step > 0 ? m_slabMm / step : 1;
    return {
        .thickness = int(std::clamp(std::round(pictures), 1.0, double(m_layout.count()))), .projection = m_projection};
}

QImage PlaneView::picture() const
{
    return m_document ? renderPlane(m_document->image(), m_layout, position(), m_window, slab()) : QImage();
}

LabelSlices PlaneView::labelSlices() const
{
    LabelSlices slices(static_cast<size_t>(m_document->sliceCount()));
    for (size_t slice = 0; slice < slices.size(); ++slice) {
        slices[slice] = reinterpret_cast<const std::uint8_t *>(m_document->mask(int(slice)).labels().constData());
    }
    return slices;
}

void PlaneView::render(bool keepView)
{
    if (isStack() || !m_shown || !m_document) {
        return;
    }
    m_canvas.setImage(ImagePyramid(picture()), keepView);
    m_mask = maskPlane(labelSlices(), m_layout, position());
    m_canvas.setMask(m_mask);
}

void PlaneView::takeOver(int slice, QRect area)
{
    const QRect changed = m_shown ? changedInPlane(m_layout, position(), slice, area) : QRect();
    if (!changed.isEmpty()) {
        updateMaskPlane(m_mask, labelSlices(), m_layout, position(), changed);
        m_canvas.updateMask(m_mask, changed);
    }
}

Voxel PlaneView::voxelAt(QPointF image) const
{
    const QSize size = m_layout.size();
    const QPoint pixel(std::clamp(int(std::floor(image.x())), 0, size.width() - 1),
        std::clamp(int(std::floor(image.y())), 0, size.height() - 1));
    return m_layout.voxelAt(pixel, position());
}

bool PlaneView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::MouseMove && m_document && m_crossShown) {
        const auto &mouse = static_cast<const QMouseEvent &>(*event);
        if (mouse.buttons() == Qt::NoButton && mouse.modifiers() == Qt::ShiftModifier) {
            Q_EMIT cursorRequested(voxelAt(m_canvas.toImage(mouse.position())));
        }
    }
    return QObject::eventFilter(watched, event);
}

void PlaneView::updateMarks()
{
    const Image &image = m_document->image();
    m_marks->setLetters(edgeLetters(image, m_layout));
    m_marks->setPixelWidthMm(image.geometry.known ? image.geometry.spacingMm[size_t(m_layout.across)] : 0);
    updateCaption();
}

void PlaneView::updateCaption()
{
    if (!m_document) {
        return;
    }
    const Image &image = m_document->image();
    const Anatomy anatomy = anatomyOf(image, m_layout);
    QString caption = tr("%1  %2 / %3").arg(anatomyName(anatomy)).arg(position() + 1).arg(m_layout.count());
    if (const Slab thick = slab(); thick.thickness > 1) {
        const double mm = thick.thickness * image.geometry.spacingMm[size_t(m_layout.through)];
        caption += m_projection == Projection::Maximum ? tr("  maximum of %1 mm").arg(mm, 0, 'f', 1)
                                                       : tr("  mean of %1 mm").arg(mm, 0, 'f', 1);
    }
    m_marks->setCaption(caption, anatomyColor(anatomy));
    if (!m_crossShown) {
        m_marks->setCross(std::nullopt);
        return;
    }
    // The line across is where the plane through the down axis cuts this one.
    const auto color = [&](int axis) { return anatomyColor(anatomyOf(image, {.through = axis})); };
    m_marks->setCross(PlaneMarks::Cross{
        .at = m_layout.pointOf(m_cursor), .across = color(m_layout.down), .down = color(m_layout.across)});
}

} // namespace vmunet
