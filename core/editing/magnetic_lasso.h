// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <QPolygonF>
#include <QRect>

#include <memory>

namespace vmunet {

/// The cheapest ways from one anchor to all pixels of a window, cheap along edges of the picture (Mortensen and
/// Barrett, SIGGRAPH 1995; OpenCV's IntelligentScissorsMB). Making one takes a while: do it on a worker. Afterwards it
/// is only read.
class MagneticMap {
public:
    static constexpr qint64 kMaxPixels = 500'000;

    /// `window` (image pixels) is what the person sees around the anchor; a large one is shrunk to kMaxPixels, so that
    /// ways are as precise as the screen. Null if the anchor is outside.
    static std::shared_ptr<const MagneticMap> build(const Image &image, int slice, QPointF anchor, QRect window);

    QPointF anchor() const { return m_anchor; }
    /// From the anchor to `target`, both included, in image pixels. Straight where the target lies outside the window.
    QPolygonF wayTo(QPointF target) const;

    MagneticMap();
    ~MagneticMap();
    MagneticMap(const MagneticMap &) = delete;
    MagneticMap &operator=(const MagneticMap &) = delete;

private:
    struct Scissors;

    QPointF m_anchor;
    QRect m_area;
    QSize m_size; ///< Of the shrunk window.
    std::unique_ptr<Scissors> m_scissors;
};

} // namespace vmunet
