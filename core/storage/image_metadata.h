// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project.h"

namespace vmunet {

/// What became of a table of metadata.
struct MetadataReport {
    int images = 0; ///< That got something.
    QStringList problems; ///< One line for each row that was left out, with its number.
};

/// Fills in patients, lesions and tags of images from a table in CSV, with a heading: `image`, and at least one of
/// `patient`, `lesion`, `tags` (several with semicolons or vertical bars between). An image is named by its file name,
/// with or without extension, or by as much of its path as makes it unique. An empty field changes nothing; tags are
/// added. Nothing is written if the heading is wrong (Invalid). Errors: also Io, ReadOnly.
Result<MetadataReport> addMetadata(Project &project, const QByteArray &csv);

} // namespace vmunet
