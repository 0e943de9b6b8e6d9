// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>

namespace vmunet {

/// How far apart the pixels of a shown picture are.
struct PixelSpacing {
    double columnMm = 1; ///< Between columns.
    double rowMm = 1; ///< Between rows.
    bool known = false; ///< False: lengths and areas are told in pixels.
};

/// "12.3 mm" or "45.6 px"; points in image pixels.
QString lengthText(const PixelSpacing &spacing, QPointF from, QPointF to);
/// "12.3 mm² (456 px)", "4.5 cm² (67890 px)" from one square centimetre on, or "456 px".
QString areaText(const PixelSpacing &spacing, qint64 pixels);

} // namespace vmunet
