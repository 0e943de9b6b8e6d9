// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace vmunet {

/// `image.samples` holds 64-bit integers, as label files of some tools do: makes them Int32 if they fit, else Float64.
void narrowLongs(Image &image);

/// Reverses the bytes of every sample of `sampleBytes` (1, 2, 4 or 8).
void swapBytes(QByteArray &samples, int sampleBytes);

} // namespace vmunet
