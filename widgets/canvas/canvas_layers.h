// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/canvas/image_pyramid.h"
#include "widgets/canvas/mask_overlay.h"
#include "widgets/canvas/tile_cache.h"

#include <QSet>

#include <chrono>
#include <optional>
#include <vector>

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

    /// For a screen that must not wait: what is not painted within the budget is shown coarsely until settle().
    struct Pace {
        QPointF focus; ///< Widget coordinates: where exact pixels come first.
        std::chrono::microseconds budget{};
    };
    struct Show {
        bool mask = true;
        int dividerX = 0; ///< Widget coordinates; counts while comparing.
        QSize viewport; ///< The widget's size: tiles far outside are forgotten.
        double ratio = 1; ///< Device pixels to a widget pixel.
        std::optional<Pace> pace; ///< Without it all is exact at once.
    };
    /// Paints `exposed` (widget coordinates).
    void paint(QPainter &painter, const QRegion &exposed, const ViewTransform &view, const Show &show);
    /// Whether something in sight is shown coarsely.
    bool isSettled(const ViewTransform &view, const Show &show);
    /// Renders exactly what paint() showed coarsely, for as long as the pace's budget lasts but at least one tile, and
    /// returns what to repaint (widget coordinates).
    QRegion settle(const ViewTransform &view, const Show &show);
    /// Widget rectangles to repaint for changed image pixels, outlines included.
    static QRegion repaintRegion(const QRegion &image, const ViewTransform &view);

private:
    /// Where the tiles' coordinates lie on the screen. Device pixels.
    struct Place {
        QPoint origin;
        QRect layer; ///< All of the image.
        QRect inSight;
    };
    struct Layer {
        TileCache *tiles;
        QRegion region; ///< Of the tiles' coordinates: where it is shown.
        TileCache::Render render;
        TileCache::Draft draft;
    };

    Place placeOf(const ViewTransform &view, const Show &show) const;
    std::vector<Layer> shownLayers(const Place &place, const Show &show);
    QRegion finish(const std::vector<Layer> &layers, const QSet<QPoint> &tiles, const Place &place, const Show &show);
    static QSet<QPoint> draftsInSight(const std::vector<Layer> &layers, const Place &place);
    void setScale(const ViewTransform &device);
    void repaintMasks();
    QImage renderImage(const ViewTransform &device, QRect area, bool smooth) const;

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
