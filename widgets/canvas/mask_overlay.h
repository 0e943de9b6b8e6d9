// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/annotation/mask.h"
#include "widgets/canvas/view_transform.h"

#include <QByteArray>
#include <QColor>
#include <QImage>

#include <array>
#include <vector>

namespace vmunet {

/// Colours the labels of a mask over an image, in screen resolution: the cost follows the repainted area, and outlines
/// keep their width at every zoom. Keeps its own copy of the labels, so the document's mask never has to detach.
class MaskOverlay {
public:
    /// Takes over all labels.
    void setMask(const Mask &mask);
    /// Takes over the labels inside `area`; the mask has the size of the last setMask().
    void update(const Mask &mask, QRect area);
    void clear();
    QSize size() const { return m_size; }

    /// Colours and visibility; a label that is not in the set is not drawn.
    void setLabels(const LabelSet &labels);
    void setOpacity(double opacity); ///< Of the filled areas, 0..1.
    double opacity() const { return m_opacity; }
    void setOutline(bool on);
    bool hasOutline() const { return m_outline; }

    /// Premultiplied pixels for the device pixels of `viewArea` (device pixel coordinates) under `view` (image to
    /// device pixels); null where nothing is to draw.
    QImage render(const ViewTransform &view, QRect viewArea, int outlineWidth) const;

private:
    struct SampledRow {
        std::vector<std::uint8_t> labels;
        bool occupied = false;
    };

    void rebuildColors();
    void sampleRow(int imageRow, const std::vector<int> &columns, SampledRow &out) const;
    void colorRow(const SampledRow &upper, const SampledRow &middle, const SampledRow &lower, int reach, uchar *pixels,
        int width) const;

    QSize m_size;
    QByteArray m_labels;
    LabelSet m_set = LabelSet::lesion();
    double m_opacity = 0.45;
    bool m_outline = true;
    std::array<QRgb, 256> m_fill{};
    std::array<QRgb, 256> m_line{};
};

} // namespace vmunet
