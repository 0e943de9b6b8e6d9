// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project.h"

namespace vmunet {

/// What must not be lost when a project can no longer be written.
struct RescueContent {
    Image image; ///< Its samples are not used.
    QString sha256;
    LabelSet labels;
    std::vector<Mask> masks; ///< One a slice, as they are on the screen.
};

/// A new project with the image and its masks, to be kept anywhere there is room, and brought back by mergeProject().
/// Does not touch the project that failed. Errors: Invalid (there is such a file), Io.
Status writeRescueCopy(const QString &path, const RescueContent &content);

} // namespace vmunet
