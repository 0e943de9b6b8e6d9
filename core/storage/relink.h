// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/storage/project.h"

namespace vmunet {

struct RelinkReport {
    struct Move {
        QString from;
        QString to;
    };
    std::vector<Move> moved;
    QStringList missing; ///< Still.
};

/// Looks in `folder` and its subfolders for the images that are no longer where the project says, by content: files of
/// the same name first, then all others; series by their UID. Links are not followed. Errors: NotFound (no such
/// folder), Io, Cancelled.
Result<RelinkReport> relinkImages(
    Project &project, const QString &folder, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

} // namespace vmunet
