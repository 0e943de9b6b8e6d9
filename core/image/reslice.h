// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/image/plane_layout.h"
#include "core/image/window_level.h"

#include <QImage>

#include <vector>

namespace vmunet {

enum class Projection { Maximum, Mean };

/// How many neighbouring pictures are shown as one, and how their values become one.
struct Slab {
    int thickness = 1; ///< Pictures, the middle one being the one asked for; clipped at the volume's ends.
    Projection projection = Projection::Mean;
    bool operator==(const Slab &) const = default;
};

/// Picture `position` of a volume's plane through the grey window, 8-bit; null for photographs and outside the volume.
/// With the layout across axis 2 and no slab, the same pixels as renderSlice(). A few milliseconds for 512x512x400.
QImage renderPlane(
    const Image &image, const PlaneLayout &layout, int position, const WindowLevel &window, const Slab &slab = {});

/// The labels of a volume, slice by slice, each row-major and counts[0] * counts[1] long. Only to be read from while
/// the masks behind it live and are not written.
using LabelSlices = std::vector<const std::uint8_t *>;

/// The labels in picture `position`.
Mask maskPlane(const LabelSlices &slices, const PlaneLayout &layout, int position);
/// Takes over the labels inside `area` of the picture anew.
void updateMaskPlane(Mask &picture, const LabelSlices &slices, const PlaneLayout &layout, int position, QRect area);
/// Where picture `position` shows what changed inside `area` of a slice; empty if it does not.
QRect changedInPlane(const PlaneLayout &layout, int position, int slice, QRect area);

} // namespace vmunet
