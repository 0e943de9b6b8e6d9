// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/document_view.h"

#include "app/studio/volume_controls.h"
#include "core/editing/document.h"
#include "core/image/image_loader.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/panels/message_bar.h"
#include "widgets/panels/slice_bar.h"
#include "widgets/volume/plane_view.h"
#include "widgets/volume/volume_bar.h"
#include "widgets/volume/volume_view.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vmunet {

DocumentView::DocumentView(QWidget *parent)
    : QWidget(parent)
    , m_canvas(new ImageCanvas)
    , m_volume(new VolumeView(m_canvas))
    , m_sliceBar(new SliceBar)
    , m_volumeControls(new VolumeControls(*m_volume, *m_sliceBar, this))
    , m_messages(new MessageBar(m_canvas))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_volume, 1);
    layout->addWidget(m_sliceBar);
    layout->addWidget(&m_volumeControls->bar());
    m_sliceBar->hide();
    m_canvas->setPlaceholder(tr("Drop photographs, a CT file or a DICOM folder here, or press Ctrl+O"));

    connect(m_canvas, &ImageCanvas::hovered, this, [this](QPointF at) { Q_EMIT pixelDescribed(describe(at)); });
    connect(m_canvas, &ImageCanvas::left, this, [this] { Q_EMIT pixelDescribed(QString()); });
    connect(m_canvas, &ImageCanvas::windowDragged, this, &DocumentView::dragWindow);
    connect(m_canvas, &ImageCanvas::slicesStepped, this, &DocumentView::stepSlices);
    connect(m_sliceBar, &SliceBar::windowChanged, this, &DocumentView::setWindow);
    connect(m_sliceBar, &SliceBar::sliceChanged, this, [this](int slice) {
        if (m_document) {
            m_document->setCurrentSlice(slice);
        }
    });
    connectVolume();
}

void DocumentView::connectVolume()
{
    connect(m_volume, &VolumeView::windowDragged, this, &DocumentView::dragWindow);
    connect(m_volumeControls, &VolumeControls::pictureChanged, this, [this] {
        if (m_document) {
            m_canvas->setImage(ImagePyramid(slicePicture()), true);
        }
    });
    for (const int through : {0, 1}) {
        PlaneView &plane = m_volume->plane(through);
        connect(&plane.canvas(), &ImageCanvas::hovered, this, [this, &plane](QPointF at) {
            const bool inside = QRectF(QPointF(0, 0), QSizeF(plane.layout().size())).contains(at);
            Q_EMIT pixelDescribed(inside ? describe(plane.voxelAt(at)) : QString());
        });
        connect(&plane.canvas(), &ImageCanvas::left, this, [this] { Q_EMIT pixelDescribed(QString()); });
    }
}

void DocumentView::setDocument(Document *document, const OpenedImage &opened)
{
    if (m_document) {
        m_document->disconnect(this);
    }
    m_document = document;
    m_window = opened.window;
    const bool volume = opened.image.kind == ImageKind::Volume;
    // First, so that its slots hear of a new slice before ours ask it for the picture.
    m_volume->setDocument(document, m_window);
    m_volumeControls->setDocument(document);
    m_canvas->setImage(opened.picture);
    m_canvas->setWindowDragEnabled(volume);
    m_canvas->setWheelStepsSlices(opened.image.slices > 1);
    m_canvas->setLabels(document->labels());
    m_canvas->setMask(document->currentMask());
    m_sliceBar->setVisible(volume);
    m_sliceBar->setSlices(opened.image.slices);
    m_sliceBar->setWindow(m_window);
    m_sliceBar->setSlice(document->currentSlice());

    connect(document, &Document::sliceChanged, this, [this](int slice, const QRect &area) {
        if (slice == m_document->currentSlice()) {
            m_canvas->updateMask(m_document->currentMask(), area);
        }
    });
    connect(document, &Document::currentSliceChanged, this, [this](int slice) {
        m_sliceBar->setSlice(slice);
        showSlice();
    });
    connect(document, &Document::labelsChanged, this, [this] { m_canvas->setLabels(m_document->labels()); });
    connect(document, &Document::restored, this, [this] { m_canvas->setMask(m_document->currentMask()); });
}

void DocumentView::clear()
{
    if (m_document) {
        m_document->disconnect(this);
    }
    m_document = nullptr;
    m_volume->setDocument(nullptr, m_window);
    m_volumeControls->setDocument(nullptr);
    m_canvas->clear();
    m_sliceBar->hide();
}

void DocumentView::stepSlices(int steps)
{
    m_sliceBar->setSlice(m_sliceBar->slice() + steps);
}

QImage DocumentView::slicePicture() const
{
    return m_volume->isVolume() ? m_volume->stackPicture()
                                : renderSlice(m_document->image(), m_document->currentSlice(), m_window);
}

void DocumentView::showSlice()
{
    m_canvas->setImage(ImagePyramid(slicePicture()), true);
    m_canvas->setMask(m_document->currentMask());
}

void DocumentView::setWindow(const WindowLevel &window)
{
    if (!m_document) {
        return;
    }
    m_window = window;
    m_sliceBar->setWindow(window);
    m_volume->setWindow(window);
    m_canvas->setImage(ImagePyramid(slicePicture()), true);
}

void DocumentView::dragWindow(QPointF delta)
{
    // The wider the window, the coarser the step: about 400 pixels double it.
    const double step = std::max(m_window.width / 400, 0.25);
    WindowLevel window = m_window;
    window.width = std::clamp(window.width + delta.x() * step, 1.0, 1e6);
    window.level = std::clamp(window.level + delta.y() * step, -1e6, 1e6);
    setWindow(window);
}

QString DocumentView::describe(QPointF at) const
{
    if (!m_document) {
        return {};
    }
    return describe(Voxel{int(std::floor(at.x())), int(std::floor(at.y())), m_document->currentSlice()});
}

QString DocumentView::describe(const Voxel &voxel) const
{
    const QPoint pixel(voxel[0], voxel[1]);
    const Image &image = m_document->image();
    const std::vector<double> values = valuesAt(image, voxel[2], pixel.x(), pixel.y());
    if (values.empty()) {
        return {};
    }
    QStringList numbers;
    for (const double value : values) {
        numbers.append(QString::number(value, 'g', 6));
    }
    const bool hounsfield = image.modality == QLatin1String("CT");
    QString text = tr("x %1  y %2   %3").arg(pixel.x()).arg(pixel.y()).arg(numbers.join(QLatin1Char(' ')));
    if (hounsfield) {
        text += tr(" HU");
    }
    if (const LabelInfo *label = m_document->labels().find(m_document->mask(voxel[2]).at(pixel))) {
        text += QStringLiteral("   ") + label->name;
    }
    return text;
}

} // namespace vmunet
