// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/volume_view.h"

#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/surface/surface_view.h"
#include "widgets/volume/plane_view.h"

#include <QGridLayout>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {
constexpr int kSurfacePane = 3;
} // namespace

VolumeView::VolumeView(ImageCanvas *stack, QWidget *parent)
    : QWidget(parent)
    , m_surface(new SurfaceView)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(2);
    for (int through = 0; through < 3; ++through) {
        ImageCanvas *canvas = through == 2 ? stack : new ImageCanvas;
        auto *plane = new PlaneView(*canvas, through, this);
        m_planes[size_t(through)] = plane;
        connect(plane, &PlaneView::cursorRequested, this, &VolumeView::setCursor);
        if (through != 2) {
            canvas->setObjectName(through == 0 ? QStringLiteral("columnPlane") : QStringLiteral("rowPlane"));
            canvas->setAccessibleName(through == 0 ? tr("Plane across the columns") : tr("Plane across the rows"));
            canvas->setMinimumSize(120, 80);
            connect(canvas, &ImageCanvas::windowDragged, this, &VolumeView::windowDragged);
            connect(canvas, &ImageCanvas::doubleClicked, this, [this, through] { enlarge(through); });
        }
    }
    connect(m_surface, &SurfaceView::doubleClicked, this, [this] { enlarge(kSurfacePane); });
    // The planes that share an axis lie beside and below each other.
    m_grid->addWidget(stack, 0, 0);
    m_grid->addWidget(&plane(0).canvas(), 0, 1);
    m_grid->addWidget(&plane(1).canvas(), 1, 0);
    m_grid->addWidget(m_surface, 1, 1);
    applyLayout();
}

void VolumeView::setDocument(Document *document, const WindowLevel &window)
{
    if (m_document) {
        m_document->disconnect(this);
    }
    const bool volume = document && document->image().kind == ImageKind::Volume;
    m_document = volume ? document : nullptr;
    m_enlarged = -1;
    if (volume) {
        m_cursor = {document->size().width() / 2, document->size().height() / 2, document->currentSlice()};
        connect(document, &Document::currentSliceChanged, this, [this](int slice) {
            setCursor({m_cursor[0], m_cursor[1], slice});
        });
    }
    for (PlaneView *plane : m_planes) {
        plane->setDocument(m_document, window, m_cursor);
    }
    m_surface->setDocument(m_document);
    applyLayout();
    Q_EMIT cursorMoved();
}

void VolumeView::setWindow(const WindowLevel &window)
{
    for (PlaneView *plane : m_planes) {
        plane->setWindow(window);
    }
}

void VolumeView::setSlab(double thicknessMm, Projection projection)
{
    for (PlaneView *plane : m_planes) {
        plane->setSlab(thicknessMm, projection);
    }
}

void VolumeView::setLayout(Layout layout)
{
    if (layout != m_layout) {
        m_layout = layout;
        m_enlarged = -1;
        applyLayout();
        Q_EMIT layoutChanged(layout);
    }
}

/// A double click in a side plane or the surface fills the view with it, or brings the others back.
void VolumeView::enlarge(int pane)
{
    m_enlarged = m_enlarged == pane ? -1 : pane;
    applyLayout();
}

void VolumeView::applyLayout()
{
    const bool all = hasAllPlanes() && m_layout == Layout::AllPlanes;
    const auto isShown = [&](int pane) { return all ? m_enlarged < 0 || m_enlarged == pane : pane == 2; };
    for (int through = 0; through < 3; ++through) {
        plane(through).canvas().setVisible(isShown(through));
        plane(through).setShown(isShown(through));
        plane(through).setCrossShown(all);
    }
    m_surface->setVisible(isShown(kSurfacePane));
    m_grid->setColumnStretch(0, isShown(2) || isShown(1) ? 1 : 0);
    m_grid->setColumnStretch(1, isShown(0) || isShown(kSurfacePane) ? 1 : 0);
    m_grid->setRowStretch(0, isShown(2) || isShown(0) ? 1 : 0);
    m_grid->setRowStretch(1, isShown(1) || isShown(kSurfacePane) ? 1 : 0);
}

bool VolumeView::hasAllPlanes() const
{
    return m_document && m_document->sliceCount() > 1;
}

QImage VolumeView::stackPicture() const
{
    return m_planes[2]->picture();
}

void VolumeView::setCursor(const Voxel &voxel)
{
    if (!m_document) {
        return;
    }
    const Image &image = m_document->image();
    const Voxel wanted{std::clamp(voxel[0], 0, image.width - 1), std::clamp(voxel[1], 0, image.height - 1),
        std::clamp(voxel[2], 0, image.slices - 1)};
    if (wanted == m_cursor) {
        return;
    }
    m_cursor = wanted;
    for (PlaneView *plane : m_planes) {
        plane->setCursor(wanted);
    }
    m_document->setCurrentSlice(wanted[2]);
    Q_EMIT cursorMoved();
}

QString VolumeView::cursorText() const
{
    if (!m_document) {
        return {};
    }
    const Image &image = m_document->image();
    QString text;
    if (image.geometry.known) {
        const Vector3 at = patientPositionMm(image.geometry, m_cursor);
        const auto side = [](double mm, QChar positive, QChar negative) {
            return QStringLiteral("%1 %2").arg(mm < 0 ? negative : positive).arg(std::abs(mm), 0, 'f', 1);
        };
        text =
            tr("%1  %2  %3 mm")
                .arg(side(at[0], QLatin1Char('L'), QLatin1Char('R')), side(at[1], QLatin1Char('P'), QLatin1Char('A')),
                    side(at[2], QLatin1Char('S'), QLatin1Char('I')));
    }
    const std::vector<double> values = valuesAt(image, m_cursor[2], m_cursor[0], m_cursor[1]);
    if (!values.empty()) {
        const QString value = QString::number(values.front(), 'g', 6);
        text += QStringLiteral("   ") + (image.modality == QLatin1String("CT") ? tr("%1 HU").arg(value) : value);
    }
    return text.trimmed();
}

std::array<ImageCanvas *, 2> VolumeView::sideCanvases()
{
    return {&m_planes[0]->canvas(), &m_planes[1]->canvas()};
}

} // namespace vmunet
