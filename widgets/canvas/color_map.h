// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

#include <array>

namespace vmunet {

/// Opaque colours for values from 0 to 255. Brightness rises evenly, so both read the same with any colour vision and
/// in grey.
using ColorMap = std::array<QRgb, 256>;

/// Blue over green to yellow (Smith and van der Walt, matplotlib 2015).
const ColorMap &viridis();
/// Blue over grey to yellow, made for colour-blind readers (Nuñez, Anderton and Renslow, PLOS ONE 2018).
const ColorMap &cividis();

} // namespace vmunet
