// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"
#include "core/storage/statement.h"

namespace vmunet {

/// Size of an image's slices, from its row. Errors: NotFound, Corrupt (larger than any image this program opens).
Result<QSize> storedSize(Database &database, ImageId image);

/// What a revision put on its slice.
struct StoredPatch {
    QPoint topLeft;
    Mask labels;
};

/// From a row whose first columns are id, left, top, width, height and patch of a revision; `size`: the slice's.
/// Errors: Corrupt names the revision.
Result<StoredPatch> readPatch(const Database &database, const Statement &row, QSize size);

/// How a mask may be rebuilt.
enum class ChainStart {
    NewestSnapshot, ///< From the newest snapshot or whole-slice patch on: fast.
    FirstRevision, ///< All patches from the beginning, for checking the snapshots.
};

/// A slice after revision `upTo` (0: the newest). Errors: Corrupt names the revision that does not fit.
Result<Mask> rebuildMask(
    Database &database, ImageId image, int slice, RevisionId upTo, ChainStart start = ChainStart::NewestSnapshot);

/// What a mask is read from beside the newest snapshot or whole-slice patch.
struct PatchLoad {
    int patches = 0;
    qint64 pixels = 0; ///< Of all these patches.
};
Result<PatchLoad> loadSinceSnapshot(Database &database, ImageId image, int slice);

} // namespace vmunet
