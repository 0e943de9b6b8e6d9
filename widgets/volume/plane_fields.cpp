// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/plane_fields.h"

#include "core/editing/document.h"
#include "core/image/reslice.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/volume/plane_view.h"
#include "widgets/volume/volume_view.h"

namespace vmunet {

ProbabilityMap probabilityPlane(const Document &document, const PlaneLayout &layout, int position)
{
    const qsizetype pixels = qsizetype(document.size().width()) * document.size().height();
    int classes = 0;
    for (int slice = 0; slice < document.sliceCount() && classes == 0; ++slice) {
        classes = document.probability(slice).classes;
    }
    if (classes == 0) {
        return {};
    }
    const QByteArray nothing(pixels, '\0');
    ProbabilityMap plane{.size = layout.size(), .classes = classes};
    for (int channel = 0; channel < classes; ++channel) {
        LabelSlices slices;
        for (int slice = 0; slice < document.sliceCount(); ++slice) {
            const ProbabilityMap &map = document.probability(slice);
            const bool kept = map.classes == classes && map.values.size() == pixels * classes;
            const char *values = kept ? map.values.constData() + channel * pixels : nothing.constData();
            slices.push_back(reinterpret_cast<const std::uint8_t *>(values));
        }
        // A channel is cut like a mask: a byte a voxel.
        plane.values += maskPlane(slices, layout, position).labels();
    }
    return plane;
}

PlaneFields::PlaneFields(VolumeView &volume, QObject *parent)
    : QObject(parent)
    , m_volume(volume)
{
    connect(&volume, &VolumeView::cursorMoved, this, &PlaneFields::follow);
    connect(&volume, &VolumeView::layoutChanged, this, &PlaneFields::follow);
}

void PlaneFields::show(const Document &document, ProbabilityField::Kind kind, Label label)
{
    m_document = &document;
    m_kind = kind;
    m_label = label;
    m_positions = {-1, -1};
    follow();
}

void PlaneFields::hide()
{
    m_document = nullptr;
    m_positions = {-1, -1};
    for (ImageCanvas *canvas : m_volume.sideCanvases()) {
        canvas->setField({});
    }
}

void PlaneFields::follow()
{
    if (!m_document || !m_volume.hasAllPlanes() || m_volume.layout() != VolumeView::Layout::AllPlanes) {
        return;
    }
    for (const int through : {0, 1}) {
        PlaneView &plane = m_volume.plane(through);
        int &coloured = m_positions[size_t(through)];
        if (plane.position() == coloured) {
            continue;
        }
        coloured = plane.position();
        const ProbabilityMap map = probabilityPlane(*m_document, plane.layout(), coloured);
        if (map.isNull()) {
            plane.canvas().setField({});
            continue;
        }
        plane.canvas().setField([field = ProbabilityField(map, m_kind, m_label)](
                                    const ViewTransform &view, QRect area) { return field.render(view, area); });
    }
}

} // namespace vmunet
