// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace vmunet {

/// A volume that was read, with the range of its rescaled values.
struct CachedVolume {
    Image image; ///< Shares its samples with the cache.
    float least = 0;
    float greatest = 0;
};

/// Reads a volume, or takes it from those read last (half a GiB at most in the process): slices of one volume are asked
/// for one by one, from several threads, which take turns here. A file that has changed is read again. Errors: as
/// loadImage(), Unsupported for a photograph.
Result<CachedVolume> loadCachedVolume(const QString &path);

} // namespace vmunet
