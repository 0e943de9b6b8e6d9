// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/image/image.h"

namespace vmunet {

/// Which image of a path is meant. A folder may hold several series, and one series several stacks.
struct ImageKey {
    QString path; ///< A file, or the folder of a series.
    QString seriesUid; ///< Ignored for a file. Empty with `slices` 0: the series that loadImage() opens.
    int width = 0;
    int height = 0;
    int slices = 0;
};

/// SHA-256 (64 hex digits) of what an image was read from: its file, or the files of its series, one after the other by
/// name. Whatever else lies in the folder does not matter. Blocks. Errors: NotFound, Io, Cancelled.
Result<QString> sha256OfImage(const Image &image, const CancelFlag &cancel = {});

/// The same for an image that is not read: looks for its series in the folder. Errors: NotFound (also: no such series
/// in the folder any more), Io, Cancelled.
Result<QString> sha256OfImageAt(const ImageKey &key, const CancelFlag &cancel = {});

} // namespace vmunet
