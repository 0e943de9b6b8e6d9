// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "widgets/canvas/color_map.h"
#include "widgets/canvas/view_transform.h"

#include <QImage>

namespace vmunet {

/// Colours what the network said of a slice, for a canvas's field: how probable a structure is, or how unsure the
/// network was. Low values are see-through. A value; shares the map's bytes.
class ProbabilityField {
public:
    enum class Kind { Probability, Uncertainty };

    /// `label`: whose probability; of one class alone, any.
    ProbabilityField(ProbabilityMap map, Kind kind, Label label);

    static const ColorMap &colors(Kind kind);
    /// See FieldRenderer.
    QImage render(const ViewTransform &view, QRect area) const;

private:
    std::uint8_t levelAt(qsizetype pixel) const;

    ProbabilityMap m_map;
    Kind m_kind;
    int m_channel; ///< -1: the network does not know the label.
    std::array<QRgb, 256> m_colors{}; ///< By level, premultiplied.
    std::array<std::uint8_t, 256> m_levels{}; ///< By value, of one class alone.
    std::array<float, 256> m_valueLog{}; ///< v * log2(v).
    float m_entropyScale = 1;
};

} // namespace vmunet
