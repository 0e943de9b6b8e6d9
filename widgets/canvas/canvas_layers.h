// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/image_pyramid.h"
#include "widgets/canvas/mask_overlay.h"
#include "widgets/canvas/tile_cache.h"

namespace vmunet {

/// Renders values that lie over the image, such as a network's probabilities: premultiplied pixels for `area` in device
/// pixels under `view` (image to device pixels), null where there is nothing to see. Called while painting.
using FieldRenderer = std::function<QImage(const ViewTransform &view, QRect area)>;

/// What a canvas shows, one above the other: the image, a field of values, the mask, and left of a divider another mask
/// to compare with. Each is kept painted in tiles. A value of the canvas; main thread.
class CanvasLayers {
public:
    void setImage(const ImagePyramid &image);
    const ImagePyramid &image() const { return m_image; }
    void setMask(const Mask &mask);
    /// Takes over `changed` (image pixels) and returns what of it differs.
    QRegion updateMask(const Mask &mask, QRect changed);
    /// The mask shown left of the divider; a null one for none.
    void setComparison(const Mask &mask);
    bool isComparing() const { return !m_comparison.size().isEmpty(); }
    void setField(FieldRenderer renderer);
    bool hasField() const { return bool(m_field); }
    void fieldChanged() { m_fieldTiles.clear(); }
    void clear();

    void setLabels(const LabelSet &labels);
    void setOpacity(double opacity);
    double opacity() const { return m_overlay.opacity(); }
    void setStyle(OverlayStyle style);
    OverlayStyle style() const { return m_overlay.style(); }

    struct Show {
        bool mask = true;
        int dividerX = 0; ///< Widget coordinates; counts while comparing.
        QSize viewport; ///< The widget's size: tiles far outside are forgotten.
    };
    /// Paints `exposed` (widget coordinates); `ratio` device pixels to a widget pixel.
    void paint(QPainter &painter, const QRegion &exposed, const ViewTransform &view, double ratio, const Show &show);
    /// Widget rectangles to repaint for changed image pixels, outlines included.
    static QRegion repaintRegion(const QRegion &image, const ViewTransform &view);

private:
    void setScale(const ViewTransform &device);
    void repaintMasks();
    QImage renderImage(QRect area) const;

    ImagePyramid m_image;
    MaskOverlay m_overlay;
    MaskOverlay m_comparison;
    FieldRenderer m_field;
    ViewTransform m_device; ///< Image to tile coordinates: no shift.
    int m_outline = 2; ///< Device pixels.
    TileCache m_imageTiles;
    TileCache m_fieldTiles;
    TileCache m_maskTiles;
    TileCache m_comparisonTiles;
};

} // namespace vmunet
