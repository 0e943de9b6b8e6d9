// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/storage/project.h"

namespace vmunet {

/// What a check of a project found. Without problems the file holds what was put into it.
struct VerifyReport {
    QStringList problems; ///< One line each: damage inside the file.
    QStringList missingImages; ///< Paths of images that are gone or have changed; they can be re-linked.
    qint64 revisions = 0;
    qint64 chains = 0; ///< Slices rebuilt from their first revision on and compared with their snapshots.
};

struct VerifyOptions {
    bool hashImages = true; ///< Reads every image file.
};

/// SQLite's own checks, foreign keys, every chain of patches against its snapshots, kept probabilities, image hashes.
/// Errors: Cancelled, Io; damage is in the report.
Result<VerifyReport> verifyProject(Project &project, const VerifyOptions &options = {}, const CancelFlag &cancel = {},
    const ProgressCallback &progress = {});

} // namespace vmunet
