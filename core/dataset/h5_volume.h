// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QSize>
#include <QString>

#include <vector>

namespace vmunet {

/// Extent of a volume's data sets `image` and `label`.
struct H5VolumeSize {
    int slices = 0;
    QSize slice;
};

/// One slice, [height * width] each.
struct H5Slice {
    QSize size;
    std::vector<float> image;
    std::vector<float> label;
};

/// Reads the extent of an HDF5 volume in the Synapse layout: `image` and `label`, (slices, rows, columns) both.
/// Errors: NotFound, Corrupt (no HDF5, data sets missing or of different shapes), Unsupported (too large).
Result<H5VolumeSize> readH5VolumeSize(const QString &path);

/// Reads one slice, whatever number types are stored. Calls from several threads take turns: the library is not
/// re-entrant.
Result<H5Slice> readH5Slice(const QString &path, int slice);

} // namespace vmunet
