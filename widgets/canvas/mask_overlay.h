// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/annotation/mask.h"
#include "widgets/canvas/view_transform.h"

#include <QByteArray>
#include <QColor>
#include <QImage>
#include <QRegion>

#include <array>

namespace vmunet {

/// What of each structure is drawn.
enum class OverlayStyle { FillAndOutline, Fill, Outline, None };

/// Premultiplied colours by label; transparent for what is not drawn.
struct OverlayColors {
    std::array<QRgb, 256> fill{};
    std::array<QRgb, 256> line{};
};

/// Colours the labels of a mask over an image, in screen resolution: the cost follows the repainted area, and outlines
/// keep their width at every zoom. Keeps its own copy of the labels, so the document's mask never has to detach.
class MaskOverlay {
public:
    MaskOverlay() { rebuildColors(); }

    /// Takes over all labels.
    void setMask(const Mask &mask);
    /// Takes over the labels inside `area` and returns, closely, where they differ from what was there; the mask has
    /// the size of the last setMask(), else all is taken over.
    QRegion update(const Mask &mask, QRect area);
    void clear();
    QSize size() const { return m_size; }

    /// Colours and visibility; a label that is not in the set is not drawn.
    void setLabels(const LabelSet &labels);
    void setOpacity(double opacity); ///< Of the filled areas, 0..1.
    double opacity() const { return m_opacity; }
    void setStyle(OverlayStyle style);
    OverlayStyle style() const { return m_style; }

    /// Premultiplied pixels for the device pixels of `viewArea` (device pixel coordinates) under `view` (image to
    /// device pixels); null where nothing is to draw. `outlineWidth` in device pixels.
    QImage render(const ViewTransform &view, QRect viewArea, int outlineWidth) const;

private:
    void rebuildColors();

    QSize m_size;
    QByteArray m_labels;
    LabelSet m_set = LabelSet::lesion();
    double m_opacity = 0.45;
    OverlayStyle m_style = OverlayStyle::FillAndOutline;
    OverlayColors m_colors;
};

} // namespace vmunet
