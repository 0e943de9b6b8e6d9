// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace vmunet {

/// Mirrors the slices of a volume file, which may lie any way up, to what a radiologist and the networks expect: the
/// patient's front (or head) at the top, the right side at the left edge, the nose of a sagittal view to the left.
/// Origin and direction follow, so that every voxel stays where it is in the patient; `mirroredColumns` and
/// `mirroredRows` are set. Does nothing where the geometry is unknown.
void toRadiologicalView(Image &image);

/// The geometry of the file's own grid: `image.geometry` with the mirroring undone.
Geometry storedGeometry(const Image &image);

/// Samples of `image`'s grid, `pixelBytes` each, in the order of the file: undoes the mirroring of every slice.
QByteArray inStoredOrder(const Image &image, const QByteArray &samples, int pixelBytes);

} // namespace vmunet
