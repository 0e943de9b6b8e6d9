// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <QRect>

namespace vmunet {

/// A box of one slice, clipped to it, as an image of its own; null if nothing of it is inside.
Image croppedImage(const Image &image, int slice, QRect box);

} // namespace vmunet
