// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/editing/undo_history.h"
#include "core/storage/database.h"

#include <deque>

namespace vmunet {

/// How far back to go. What was done before stays in the project, but cannot be undone step by step.
struct EditLogLimits {
    int revisions = 2000;
    /// Pixels to decode, about one nanosecond each: patches, and each slice that is touched.
    qint64 pixels = qint64(512) << 20;
    qint64 probabilityBytes = qint64(128) << 20; ///< Of predictions, which come back with their undo.
};

/// An undo history as it was when the image was last closed.
struct LoggedHistory {
    std::deque<UndoStep> steps;
    int index = 0; ///< How many of them are done.
};

/// Replays the newest revisions of an image, its undos and redos included, into the steps that lead to the masks of
/// today. Rows that share `revision.step` are one step. An undo that does not mirror the step before it (another person
/// worked in between) becomes a step itself, so that every step always fits the masks. Ends where a second reading
/// began. Takes up to about a second: run it on the storage thread. Errors: NotFound, Corrupt, Io.
Result<LoggedHistory> readEditLog(Database &database, ImageId image, const EditLogLimits &limits = {});

} // namespace vmunet
